using System.Runtime.InteropServices;
using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Host.Tests.Plugins;

namespace StreamHost.Host.Tests.Program;

/// <summary>The program while versions of its model come and go, in a model folder and with a control socket of the test's own.</summary>
public sealed class ServingTests : IDisposable
{
    private const string Shipped = "presets/models/machine-activity/1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost-").FullName;
    private readonly PackageStore _models;
    private readonly ModelPackage _package;
    private int _events;

    public ServingTests()
    {
        _models = new PackageStore(Path.Combine(_folder, "models"));
        _package = _models.Open(Path.Combine(ReferenceData.Root, Shipped));
        Publish();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_version_that_is_published_answers_while_the_run_goes_on_and_what_is_broken_changes_nothing()
    {
        using var program = Start("machine-activity");
        await AskUntilAsync(program, "machine-activity/1");
        var broken = _models.FolderOf("machine-activity", 2);
        Directory.CreateDirectory(broken);
        File.WriteAllText(Path.Combine(broken, "model.json"), "{");
        Publish("nowhere");
        Publish();
        await AskUntilAsync(program, "machine-activity/4");
        program.Input.Close();
        var (status, output, error) = await program.EndAsync();
        Assert.Equal(0, status);
        Assert.Contains("+ 0 dropped + 0 in flight", error + output, StringComparison.Ordinal);
        Assert.Contains("machine-activity/4 answers 1 stream: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_loaded_and_taken_back_by_hand_and_the_reason_is_kept()
    {
        Publish();
        using var program = Start("machine-activity/1");
        await AskUntilAsync(program, "machine-activity/1");

        var (status, output, error) = await VerbAsync("load", "machine-activity");
        Assert.True(status == 0, error);
        Assert.StartsWith("machine-activity/2 answers 1 stream: ", output, StringComparison.Ordinal);
        await AskUntilAsync(program, "machine-activity/2");

        (_, output, _) = await VerbAsync("status", "--json");
        var said = JsonElement.Parse(output).GetProperty("status");
        Assert.Equal(("events", "machine-activity/2", "machine-activity/1", program.Id), (
            said.GetProperty("run").GetString(), said.GetProperty("current").GetString(), said.GetProperty("previous").GetString(), said.GetProperty("pid").GetInt32()));

        Assert.Equal(2, (await VerbAsync("load", "machine-activity/7")).Status);
        Assert.Equal(2, (await VerbAsync("promote")).Status);
        Assert.Equal(0, (await VerbAsync("rollback", "--reason", "it calls all compiling idle", "--run", "events")).Status);
        await AskUntilAsync(program, "machine-activity/1");
        program.Input.Close();
        Assert.Equal(0, (await program.EndAsync()).Status);

        var kept = Assert.Single(Directory.GetDirectories(Path.Combine(_models.Root, "machine-activity", ".rolled-back")));
        var reason = JsonElement.Parse(File.ReadAllText(Path.Combine(kept, "reason.json")));
        Assert.Equal("machine-activity/2", reason.GetProperty("model").GetString());
        Assert.Contains("it calls all compiling idle", reason.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "streamhost")));
    }

    [Fact]
    public async Task A_version_without_its_plugin_is_refused_in_one_line_and_the_run_goes_on()
    {
        using var program = Start("machine-activity");
        await AskUntilAsync(program, "machine-activity/1");
        Publish("nowhere");
        var (status, _, error) = await VerbAsync("load", "machine-activity/2");
        Assert.Equal(2, status);
        Assert.Contains("no plugin \"nowhere\"", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        await AskUntilAsync(program, "machine-activity/1");
        program.Input.Close();
        Assert.Equal(0, (await program.EndAsync()).Status);
    }

    [Fact]
    public async Task A_version_that_is_tried_by_a_verb_answers_when_its_trial_is_passed()
    {
        Publish();
        using var program = Start("machine-activity/1", "--set", "serving.trial.events=10", "--set", "serving.trial.slowdown=1000");
        await AskUntilAsync(program, "machine-activity/1");
        var (status, output, error) = await VerbAsync("load", "machine-activity/2", "--trial", "shadow", "--duration", "0.1");
        Assert.True(status == 0, error);
        Assert.StartsWith("machine-activity/2 is on trial beside machine-activity/1: shadow, ", output, StringComparison.Ordinal);
        await AskUntilAsync(program, "machine-activity/2");
        program.Input.Close();
        (status, _, error) = await program.EndAsync();
        Assert.Equal(0, status);
        Assert.Contains("; on trial both agreed in 1.000 of ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_during_a_trial_ends_with_its_account()
    {
        Publish();
        using var program = Start("machine-activity/1");
        await AskUntilAsync(program, "machine-activity/1");
        Assert.Equal(0, (await VerbAsync("load", "machine-activity/2", "--trial", "canary")).Status);
        Assert.Contains("machine-activity/2 is still being tried", (await VerbAsync("load", "machine-activity/1")).Error, StringComparison.Ordinal);
        program.Interrupt();
        var (status, _, error) = await program.EndAsync();
        Assert.Equal(130, status);
        Assert.Contains("+ 0 dropped + 0 in flight", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_build_of_the_plugin_goes_on_where_the_old_one_was()
    {
        var plugins = Path.Combine(_folder, "plugins");
        ShippedPlugin.Copy("cfc", plugins);
        using var program = Start("machine-activity");
        await AskUntilAsync(program, "machine-activity/1");
        Replace(plugins);
        using var limit = new CancellationTokenSource(Patience);
        for (var swaps = 0; swaps == 0;)
        {
            limit.Token.ThrowIfCancellationRequested();
            await AskAsync(program);
            swaps = JsonElement.Parse((await VerbAsync("status", "--json")).Output).GetProperty("status").GetProperty("swaps").GetInt32();
        }

        await AskUntilAsync(program, "machine-activity/1");
        program.Input.Close();
        var (status, _, error) = await program.EndAsync();
        Assert.Equal(0, status);
        Assert.Contains("a new build of plugin cfc is there, 9.9.9, SHA-256 ", error, StringComparison.Ordinal);
        Assert.Contains(": machine-activity/1 is built anew with it", error, StringComparison.Ordinal);
        Assert.Contains("machine-activity/1 answers 1 stream: 1 carried", error, StringComparison.Ordinal);
        Assert.Contains($"{_events} in = {_events} classified + 0 dropped + 0 in flight", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_takes_another_version_at_once_and_none_on_trial()
    {
        Publish();
        using var program = RunningProgram.Start(
            Environment(), "run", "presets/machine-activity.json", "--models", _models.Root, "--set", "model=machine-activity/1", "--output", "-");
        await program.Output.ReadLineAsync();
        var (status, _, error) = await VerbAsync("load", "machine-activity/2", "--trial", "shadow");
        Assert.Equal(2, status);
        Assert.Contains("set serving.history above 0", error, StringComparison.Ordinal);
        Assert.StartsWith("machine-activity/2 answers ", (await VerbAsync("load", "machine-activity/2")).Output, StringComparison.Ordinal);
        Assert.Equal("machine-activity/2 answers already", (await VerbAsync("load", "machine-activity/2")).Output.TrimEnd());
        Assert.Equal(0, (await VerbAsync("rollback")).Status);
        Assert.Contains("neither a version on trial nor one before", (await VerbAsync("rollback")).Error, StringComparison.Ordinal);
        program.Interrupt();
        Assert.Equal(130, (await program.EndAsync()).Status);
    }

    /// <summary>Half a recording with one version, the other half with the next: the words are those of a run with one.</summary>
    [Fact]
    public async Task A_version_that_is_exchanged_while_somebody_speaks_changes_no_word()
    {
        var digits = _models.Open(Path.Combine(ReferenceData.Root, "presets/models/spoken-digits/1"));
        Publish(digits);
        Publish(digits);
        string[] run = ["run", LiveSoundTests.Digits, "--models", _models.Root, "--set", "model=spoken-digits/1", "--output"];
        var (whole, exchanged) = (Path.Combine(_folder, "whole.jsonl"), Path.Combine(_folder, "exchanged.jsonl"));
        Assert.Equal(0, (await RunningProgram.RunAsync([.. run, whole, "--speed", "max"])).Status);
        var sound = MemoryMarshal.AsBytes(LiveSoundTests.Samples(LiveSoundTests.Recording).AsSpan()).ToArray();
        var half = sound.Length / 2 / sizeof(float) * sizeof(float);

        using var program = RunningProgram.Start(Environment(), [.. run, exchanged, "--set", """source={ "type": "pcm", "sampleRate": 48000 }"""]);
        await program.Input.BaseStream.WriteAsync(sound.AsMemory(0, half));
        await program.Input.BaseStream.FlushAsync();
        Assert.NotNull(await program.Output.ReadLineAsync());
        var (status, output, error) = await VerbAsync("load", "spoken-digits/2");
        Assert.True(status == 0, error);
        Assert.StartsWith("spoken-digits/2 answers 1 stream: 1 carried", output, StringComparison.Ordinal);
        await program.Input.BaseStream.WriteAsync(sound.AsMemory(half));
        program.Input.Close();
        (status, output, error) = await program.EndAsync();
        Assert.True(status == 0, error);
        Assert.Contains("1890 in = 1890 classified + 0 dropped + 0 in flight", output, StringComparison.Ordinal);
        Assert.Equal(Said.Text(Said.Read(whole)), Said.Text(Said.Read(exchanged)));
        Assert.Equal(["spoken-digits/1", "spoken-digits/2"], File.ReadLines(exchanged).Select(ModelOf).Distinct());
    }

    private static string? ModelOf(string line) => JsonElement.Parse(line).GetProperty("model").GetString();

    private void Publish(string? plugin = null) => Publish(_package, plugin);

    private void Publish(ModelPackage package, string? plugin = null) =>
        _models.Publish(package.Manifest with { Version = 0, Plugin = plugin ?? package.Manifest.Plugin }, package.Weights);

    /// <summary>Puts a new build of a plugin in the place of the old one, as its page says.</summary>
    private void Replace(string plugins)
    {
        var aside = Path.Combine(_folder, "aside");
        ShippedPlugin.Copy("cfc", aside);
        ShippedPlugin.Rename(Path.Combine(aside, "cfc"), "9.9.9");
        Directory.Move(Path.Combine(plugins, "cfc"), Path.Combine(_folder, "old"));
        Directory.Move(Path.Combine(aside, "cfc"), Path.Combine(plugins, "cfc"));
    }

    private RunningProgram Start(string model, params IEnumerable<string> more)
    {
        var preset = Path.Combine(_folder, "events.json");
        File.WriteAllText(preset, JsonSerializer.Serialize(new { source = new { type = "stdin" }, model, sinks = new[] { new { type = "jsonl" } } }));
        return RunningProgram.Start(Environment(), ["run", preset, "--models", _models.Root, .. more]);
    }

    private async Task<(int Status, string Output, string Error)> VerbAsync(params string[] verb)
    {
        using var program = RunningProgram.Start(Environment(), verb);
        return await program.EndAsync();
    }

    /// <summary>Sends one event after the other until that version has answered one.</summary>
    private async Task AskUntilAsync(RunningProgram program, string version)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await AskAsync(program) != version)
            limit.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Sends an event.</summary>
    /// <returns>The version that answered it.</returns>
    private async Task<string?> AskAsync(RunningProgram program)
    {
        using var limit = new CancellationTokenSource(Patience);
        await program.Input.WriteLineAsync($$$"""{"time": {{{_events++}}}, "stream": "a", "values": {"cpu.idle": 1}}""");
        await program.Input.FlushAsync();
        return ModelOf((await program.Output.ReadLineAsync(limit.Token))!);
    }

    private Dictionary<string, string> Environment() =>
        new() { ["XDG_RUNTIME_DIR"] = _folder, ["STREAMHOST_PLUGIN_PATH"] = Path.Combine(_folder, "plugins") };
}
