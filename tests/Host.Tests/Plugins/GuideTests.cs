using System.Diagnostics;
using System.Text.RegularExpressions;

namespace StreamHost.Host.Tests.Plugins;

/// <summary>Follows docs/write-a-plugin.md from an empty folder: writes its files, runs its commands, and holds what they print to what it says.</summary>
public sealed partial class GuideTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Sample = Path.Combine(ReferenceData.Root, "samples", "Plugins.Threshold");

    private readonly string _folder = Directory.CreateTempSubdirectory("guide").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Its_commands_do_what_it_says()
    {
        var blocks = Blocks();
        foreach (var (file, block) in Files(blocks))
            File.WriteAllText(Path.Combine(_folder, file), block);
        var commands = blocks.Where(block => block.Language == "sh").ToList();
        Assert.True(commands.Count >= 5);
        var (status, output) = await RunAsync(string.Concat(commands.Select(block => block.Text)));
        Assert.True(status == 0, output);
        foreach (var (_, _, said) in blocks.Where(block => block.Language == "text"))
            Assert.Contains(said, output, StringComparison.Ordinal);
        // Trained, evaluated, and evaluated again by the build that took the first one's place.
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("test: 100.00 %", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ThresholdPlugin.cs")]
    [InlineData("plugin.json")]
    public void It_shows_the_sample_as_it_is(string file) => Assert.Equal(File.ReadAllText(Path.Combine(Sample, file)), Files(Blocks())[file]);

    [Fact]
    public void The_sample_is_short() => Assert.True(Directory.EnumerateFiles(Sample, "*.cs").Sum(path => File.ReadLines(path).Count()) < 60);

    /// <summary>The fenced blocks, each with the file that the line above it names, if it names one.</summary>
    private static List<(string? File, string Language, string Text)> Blocks()
    {
        var guide = File.ReadAllText(Path.Combine(ReferenceData.Root, "docs", "write-a-plugin.md"));
        return [.. Fence().Matches(guide).Select(match => (
            match.Groups["file"] is { Success: true } file ? file.Value : null, match.Groups["language"].Value, match.Groups["text"].Value))];
    }

    private static Dictionary<string, string> Files(IEnumerable<(string? File, string Language, string Text)> blocks) =>
        blocks.Where(block => block.File is not null).ToDictionary(block => block.File!, block => block.Text);

    /// <summary>Runs a script with the program that was built with these tests, without leaving a compiler behind.</summary>
    private async Task<(int Status, string Output)> RunAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", $"exec 2>&1\n{script}"]) { RedirectStandardOutput = true, WorkingDirectory = _folder };
        start.Environment["STREAMHOST"] = Path.GetDirectoryName(ShippedPlugin.Folder);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var limit = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output);
    }

    [GeneratedRegex(@"(?:`(?<file>[\w.]+)`[^`\n]*(?:\n[^`\n]+)*:\n\n)?^```(?<language>\w+)\n(?<text>(?:.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex Fence();
}
