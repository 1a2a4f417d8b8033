using System.Text.Json;
using StreamHost.Host.Tests.Program;

namespace StreamHost.Host.Tests.Plugins;

/// <summary>What the program says of plugins that are not its own.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly string Sample = Path.Combine(
        ReferenceData.Root, "samples", "Plugins.Threshold", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");

    private readonly string _folder = Directory.CreateTempSubdirectory("sample").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_the_solution_builds_of_the_sample_is_a_plugin_as_it_lies_there()
    {
        var rows = await ListAsync(Sample);
        Assert.StartsWith("1.0.0, events: one soft threshold", rows["threshold"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_learns_whole_recordings_and_classifies_events()
    {
        Assert.Contains("test: ", await RunAsync(Sample, "train", Preset(), "--runs", _folder, "--models", _folder), StringComparison.Ordinal);
        var lines = await RunAsync(Sample, "replay", Path.Combine(_folder, "other.csv"), "--model", "room", "--models", _folder, "--speed", "max", "--output", "-");
        Assert.Equal(["empty", "occupied", "empty"], lines.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line).GetProperty("label").GetString()));
    }

    [Fact]
    public async Task A_plugin_that_is_refused_has_a_row_that_says_why()
    {
        ShippedPlugin.Copy("cfc", _folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "StreamHost.Core.dll"), Path.Combine(_folder, "cfc", "StreamHost.Core.dll"));
        var rows = await ListAsync(_folder);
        Assert.StartsWith("refused: ", rows["cfc"], StringComparison.Ordinal);
        Assert.Contains("it brings its own StreamHost.Core", rows["cfc"], StringComparison.Ordinal);
        Assert.DoesNotContain("refused", rows["ckconv"], StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, string>> ListAsync(string folder) =>
        (await RunAsync(folder, "list", "plugins", "--json")).TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line))
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("about").GetString()!);

    private static async Task<string> RunAsync(string plugins, params string[] arguments)
    {
        using var program = RunningProgram.Start(new Dictionary<string, string> { ["STREAMHOST_PLUGIN_PATH"] = plugins }, arguments);
        var (status, output, error) = await program.EndAsync();
        Assert.True(status == 0, error);
        return output;
    }

    /// <summary>A training that takes a moment, with labels at the end of each recording.</summary>
    private string Preset()
    {
        for (var i = 0; i < 8; i++)
        {
            var (light, label) = i % 2 == 0 ? (10 + i, "empty") : (400 + i, "occupied");
            File.WriteAllText(Path.Combine(_folder, $"room{i}.csv"), $"time,stream,label,light,co2\n0,a,,{light},\n60,a,{label},{light + 1},500\n");
        }

        File.WriteAllText(Path.Combine(_folder, "other.csv"), "time,stream,label,light,co2\n0,a,empty,14,600\n60,a,occupied,405,600\n120,a,empty,12,\n");
        var path = Path.Combine(_folder, "train.json");
        File.WriteAllText(path, """
            {
              "dataset": { "type": "events", "train": ["room*.csv"], "test": ["other.csv"] },
              "model": { "name": "room", "plugin": "threshold" },
              "training": { "epochs": 30, "learningRate": 0.05 }
            }
            """);
        return path;
    }
}
