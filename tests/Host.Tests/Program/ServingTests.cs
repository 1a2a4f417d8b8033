using System.Text.Json;
using StreamHost.Core.Packages;

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

    private void Publish(string? plugin = null) =>
        _models.Publish(_package.Manifest with { Version = 0, Plugin = plugin ?? _package.Manifest.Plugin }, _package.Weights);

    private RunningProgram Start(string model)
    {
        var preset = Path.Combine(_folder, "events.json");
        File.WriteAllText(preset, JsonSerializer.Serialize(new { source = new { type = "stdin" }, model, sinks = new[] { new { type = "jsonl" } } }));
        return RunningProgram.Start(Environment(), "run", preset, "--models", _models.Root);
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
        string? model = null;
        for (; model != version; _events++)
        {
            limit.Token.ThrowIfCancellationRequested();
            await program.Input.WriteLineAsync($$$"""{"time": {{{_events}}}, "stream": "a", "values": {"cpu.idle": 1}}""");
            await program.Input.FlushAsync();
            model = JsonElement.Parse((await program.Output.ReadLineAsync(limit.Token))!).GetProperty("model").GetString();
        }
    }

    private Dictionary<string, string> Environment() => new() { ["XDG_RUNTIME_DIR"] = _folder };
}
