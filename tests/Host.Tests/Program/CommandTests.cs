using System.Text.Json;

namespace StreamHost.Host.Tests.Program;

public sealed class CommandTests : IDisposable
{
    private const string MainJob = "presets/machine-activity.json";

    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public static TheoryData<string> Verbs() => ["run", "replay", "load", "promote", "rollback", "unload", "status", "train", "eval", "record", "validate", "import", "export", "list", "bench"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_shows_two_examples(string verb)
    {
        var (status, output, _) = await RunningProgram.RunAsync(verb, "--help");
        Assert.Equal(0, status);
        Assert.Equal(2, output.Split('\n').Count(line => line.TrimStart().StartsWith($"streamhost {verb} ", StringComparison.Ordinal) && !line.Contains("[options]", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("recrd", "machine")]
    [InlineData("run")]
    [InlineData("run", "nowhere.json")]
    [InlineData("run", MainJob, "--speed", "fast")]
    [InlineData("run", MainJob, "--set", "decision.treshold=1")]
    [InlineData("run", MainJob, "--input", "nowhere.csv")]
    [InlineData("run", MainJob, "--output", "classifications.txt")]
    [InlineData("replay", "nowhere.csv", "--model", "presets/models/machine-activity/1")]
    [InlineData("replay", "presets/recordings/machine-held-out.csv", "--model", "nothing")]
    [InlineData("eval", "nothing", "--data", "nowhere")]
    [InlineData("replay", "presets/recordings/machine-held-out.csv", "--model", "machine-activity@12")]
    [InlineData("replay", "presets/recordings/machine-held-out.csv", "--model", "machine-activity@0123456789ab", "--models", "presets/models")]
    [InlineData("load")]
    [InlineData("load", "spoken-digits", "--trial", "hidden")]
    [InlineData("unload", "newest")]
    [InlineData("train", "nowhere.json")]
    [InlineData("train", MainJob)]
    [InlineData("validate", "presets/models/nothing")]
    [InlineData("list", "nothing")]
    [InlineData("record", "machine")]
    [InlineData("import", "nowhere.safetensors", "--name", "x", "--features", "a", "--labels", "b", "c")]
    public async Task Wrong_input_gets_one_line_and_status_2(params string[] arguments)
    {
        var (status, output, error) = await RunningProgram.RunAsync(arguments);
        Assert.Equal(2, status);
        Assert.Empty(output);
        var line = Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("streamhost: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_has_the_same_bytes_for_any_workers_speed_and_batch()
    {
        var first = await ReplayAsync("a.jsonl", "--speed", "max", "--workers", "1");
        Assert.NotEmpty(first);
        Assert.Equal(first, await ReplayAsync("b.jsonl", "--speed", "max", "--workers", "2"));
        Assert.Equal(first, await ReplayAsync("c.jsonl", "--speed", "max", "--workers", "4", "--set", "maxBatch=1"));
        Assert.Equal(first, await ReplayAsync("d.jsonl", "--speed", "40", "--workers", "2"));
    }

    [Fact]
    public async Task The_account_adds_up_and_is_printed()
    {
        var (status, output, _) = await RunningProgram.RunAsync("run", MainJob, "--speed", "max", "--json", "--output", Path.Combine(_folder, "x.csv"));
        Assert.Equal(0, status);
        var account = JsonElement.Parse(Assert.Single(output.TrimEnd('\n').Split('\n'))).GetProperty("account");
        var events = File.ReadLines(Path.Combine(ReferenceData.Root, "presets/recordings/machine-held-out.csv")).Count() - 1;
        Assert.Equal(events, account.GetProperty("in").GetInt64());
        Assert.Equal(events, account.GetProperty("classified").GetInt64());
        Assert.Equal(0, account.GetProperty("inFlight").GetInt64());
        Assert.Equal("managed", account.GetProperty("device").GetString());
        Assert.Equal(events + 1, File.ReadLines(Path.Combine(_folder, "x.csv")).Count());
    }

    [Theory]
    [InlineData("replay", "presets/recordings/machine-held-out.csv", "--model", "presets/models/machine-activity/1", "--speed", "max", "--json")]
    [InlineData("run", MainJob, "--speed", "max", "--json")]
    public async Task With_json_every_line_is_an_object(params string[] arguments)
    {
        var (status, output, _) = await RunningProgram.RunAsync(arguments);
        Assert.Equal(0, status);
        var lines = output.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.True(lines[^1].TryGetProperty("account", out var account));
        Assert.Equal(account.GetProperty("classified").GetInt32(), lines.Count(line => line.TryGetProperty("label", out _)));
    }

    [Fact]
    public async Task With_json_an_evaluation_says_first_what_computes()
    {
        var (status, output, _) = await RunningProgram.RunAsync(
            "eval", "machine-activity", "--models", "presets/models", "--data", "presets/recordings/machine-held-out.csv", "--json");
        Assert.Equal(0, status);
        var lines = output.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal("managed", lines[0].GetProperty("device").GetString());
        Assert.True(lines[1].TryGetProperty("accuracy", out _));
    }

    [Theory]
    [InlineData("log.csv", "log.csv")]
    [InlineData("log.csv", "link.csv")]
    [InlineData("link.csv", "log.csv")]
    [InlineData("linked/log.csv", "log.csv")]
    public async Task The_log_that_is_read_is_never_written(string log, string output)
    {
        var original = Path.Combine(_folder, "log.csv");
        File.Copy(Path.Combine(ReferenceData.Root, "presets/recordings/machine-held-out.csv"), original);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.csv"), original);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), _folder);
        var before = File.ReadAllBytes(original);
        var (status, _, error) = await RunningProgram.RunAsync(
            "replay", Path.Combine(_folder, log), "--model", "presets/models/machine-activity/1", "--speed", "max", "--output", Path.Combine(_folder, output));
        Assert.Equal(2, status);
        Assert.Contains("it is the log that is read", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(original));
    }

    [DataFact]
    public async Task A_network_of_another_program_is_imported_and_evaluated()
    {
        var (config, preset) = (Path.Combine(_folder, "config.json"), Path.Combine(_folder, "train.json"));
        File.WriteAllText(config, """{ "omega0": 31.09195739463897, "trainLength": 784 }""");
        File.WriteAllText(preset, JsonSerializer.Serialize(new
        {
            dataset = new { type = "mnist", folder = Path.Combine(ReferenceData.Data!, "mnist"), limit = 10, testLimit = 100 },
            model = new { name = "smnist", plugin = "ckconv" },
        }));
        string[] import =
        [
            "import", Path.Combine(ReferenceData.Data!, "ckcnn_checkpoints/smnist_100k.json"), "--plugin", "ckconv", "--format", "ckcnn", "--config", config,
            "--name", "smnist", "--features", "pixel", "--mean", "0.1307", "--scale", "0.3081", "--models", _folder, "--labels", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
        ];
        Assert.Equal(0, (await RunningProgram.RunAsync(import)).Status);
        var (status, output, error) = await RunningProgram.RunAsync("eval", "smnist/1", "--models", _folder, "--data", preset);
        Assert.Equal("", error);
        Assert.Equal(0, status);
        Assert.StartsWith("test: 100.00 %", output, StringComparison.Ordinal);
        var (refused, _, line) = await RunningProgram.RunAsync([.. import.Select(argument => argument == "0.3081" ? "0" : argument)]);
        Assert.Equal(2, refused);
        Assert.StartsWith("streamhost: --mean, --scale", Assert.Single(line.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_drains_and_says_what_was_processed()
    {
        var path = Path.Combine(_folder, "x.jsonl");
        using var program = RunningProgram.Start("run", MainJob, "--output", path);
        Assert.NotNull(await program.Output.ReadLineAsync());
        program.Interrupt();
        var (status, output, _) = await program.EndAsync();
        Assert.Equal(130, status);
        var account = output.TrimEnd('\n').Split('\n')[^1];
        Assert.Contains("+ 0 in flight", account, StringComparison.Ordinal);
        var classified = int.Parse(account.Split(" = ")[1].Split(' ')[0]);
        Assert.Equal(classified, File.ReadLines(path).Count());
        Assert.All(File.ReadLines(path), line => JsonElement.Parse(line));
    }

    [Fact]
    public async Task Standard_input_is_classified_line_by_line()
    {
        var preset = Path.Combine(_folder, "stdin.json");
        var model = Path.Combine(ReferenceData.Root, "presets/models/machine-activity/1");
        File.WriteAllText(preset, JsonSerializer.Serialize(new
        {
            source = new { type = "stdin" },
            model,
            sinks = new[] { new { type = "jsonl" } },
        }));
        using var program = RunningProgram.Start("run", preset, "--json");
        await program.Input.WriteLineAsync("""{"time": 1, "stream": "a", "values": {"cpu.idle": 1}}""");
        await program.Input.FlushAsync();
        var classification = JsonElement.Parse((await program.Output.ReadLineAsync())!);
        Assert.Equal("a", classification.GetProperty("stream").GetString());
        program.Input.Close();
        var (status, output, _) = await program.EndAsync();
        Assert.Equal(0, status);
        Assert.Contains("\"in\":1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_status_1_and_one_line()
    {
        if (!File.Exists("/dev/full"))
            return;

        File.CreateSymbolicLink(Path.Combine(_folder, "full.jsonl"), "/dev/full");
        var (status, _, error) = await RunningProgram.RunAsync("run", MainJob, "--speed", "max", "--output", Path.Combine(_folder, "full.jsonl"));
        Assert.Equal(1, status);
        Assert.Contains("it can't be written", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_output_holds_classifications_alone_where_they_go_there()
    {
        var log = Path.Combine(ReferenceData.Root, "presets/recordings/machine-held-out.csv");
        var (status, output, error) = await RunningProgram.RunAsync("replay", log, "--model", "presets/models/machine-activity/1", "--speed", "max", "--output", "-");
        Assert.Equal(0, status);
        Assert.Equal(File.ReadLines(log).Count() - 1, output.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).Count());
        Assert.Contains("+ 0 in flight", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_rows_stop_a_replay_or_are_skipped_and_counted()
    {
        var lines = File.ReadLines(Path.Combine(ReferenceData.Root, "presets/recordings/machine-held-out.csv")).Take(10).ToList();
        lines.Insert(5, "not a row");
        var log = Path.Combine(_folder, "bad.csv");
        File.WriteAllLines(log, lines);
        string[] replay = ["replay", log, "--model", "presets/models/machine-activity/1", "--speed", "max"];
        var (status, output, error) = await RunningProgram.RunAsync(replay);
        Assert.Equal(2, status);
        Assert.Contains("4 in = 4 classified", output, StringComparison.Ordinal);
        Assert.Contains("bad.csv, line 6", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        (status, output, _) = await RunningProgram.RunAsync([.. replay, "--set", "source.log.onBadRow=skip"]);
        Assert.Equal(0, status);
        Assert.Contains("9 in = 9 classified", output, StringComparison.Ordinal);
        Assert.Contains("skipped before they were events: 1 (", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plugins", "cfc")]
    [InlineData("presets", "presets/machine-activity.json")]
    [InlineData("sources", "machine")]
    public async Task What_there_is_is_listed_as_lines_of_JSON(string what, string name)
    {
        var (status, output, _) = await RunningProgram.RunAsync("list", what, "--json");
        Assert.Equal(0, status);
        Assert.Contains(output.TrimEnd('\n').Split('\n'), line => JsonElement.Parse(line).GetProperty("name").GetString() == name);
    }

    [Fact]
    public async Task Weights_that_are_exported_are_imported_again_to_the_bit()
    {
        var first = Path.Combine(_folder, "a.safetensors");
        var second = Path.Combine(_folder, "b.safetensors");
        Assert.Equal(0, (await RunningProgram.RunAsync("export", "presets/models/machine-activity/1", "--output", first)).Status);
        var names = Enumerable.Range(0, 31).Select(i => $"x{i}");
        var labels = Enumerable.Range(0, 6).Select(i => $"l{i}");
        var (status, _, error) = await RunningProgram.RunAsync(
            ["import", first, "--name", "again", "--models", _folder, "--features", .. names, "--labels", .. labels]);
        Assert.True(status == 0, error);
        Assert.Equal(0, (await RunningProgram.RunAsync("export", Path.Combine(_folder, "again", "1"), "--output", second)).Status);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    private async Task<byte[]> ReplayAsync(string name, params string[] options)
    {
        var path = Path.Combine(_folder, name);
        var (status, _, error) = await RunningProgram.RunAsync(["run", MainJob, "--json", "--output", path, .. options]);
        Assert.True(status == 0, error);
        return File.ReadAllBytes(path);
    }
}
