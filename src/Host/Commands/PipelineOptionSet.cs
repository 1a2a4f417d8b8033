using System.CommandLine;
using StreamHost.Core;
using StreamHost.Host.Sinks;
using StreamHost.Host.Sinks.Csv;
using StreamHost.Host.Sinks.Jsonl;

namespace StreamHost.Host.Commands;

/// <summary>The options that <c>run</c> and <c>replay</c> have in common.</summary>
internal sealed class PipelineOptionSet
{
    public Option<string?> Input { get; } = new("--input", "-i") { Description = "The log, sound or recording to replay instead of the preset's, or mic for the microphone.", HelpName = "path|mic" };

    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "Write classifications here too, .jsonl or .csv; - for JSON lines on standard output.",
        HelpName = "file",
    };

    public Option<string?> Speed { get; } = new("--speed") { Description = "Replay at 1, N times as fast, or max.", HelpName = "1|N|max" };

    public Option<string?> Record { get; } = new("--record") { Description = "Record live sound into a folder while it is heard.", HelpName = "folder" };

    public Option<double?> Duration { get; } = SharedOptions.Duration("Stop after so many seconds.");

    public Option<int?> Workers { get; } = new("--workers") { Description = "Threads that run the model; the results do not depend on it." };

    public Option<string?> Device { get; } = new("--device")
    {
        Description = "What computes the model: managed, or in a build that has it torch-cpu, cuda, cuda:1, or auto for the faster.",
        HelpName = "device",
    };

    public Option<string[]> Set { get; } = new("--set") { Description = "Any value of the preset, such as decision.threshold=0.8.", HelpName = "key=value" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Input, Output, Speed, Record, Duration, Workers, Device, Set, SharedOptions.Models })
            command.Add(option);
    }

    /// <summary>What the command line changes in a preset, as if it had been written with <c>--set</c>.</summary>
    public IEnumerable<string> Changes(ParseResult parsed)
    {
        if (parsed.GetValue(Input) == "mic")
            yield return """source={ "type": "microphone" }""";
        else if (parsed.GetValue(Input) is { } input)
            yield return $"source.path={System.Text.Json.JsonSerializer.Serialize(Path.GetFullPath(input))}";
        if (parsed.GetValue(Speed) is { } speed)
            yield return $"source.speed=\"{speed}\"";
        if (parsed.GetValue(Workers) is { } workers)
            yield return $"workers={workers}";
        if (parsed.GetValue(Device) is { } device)
            yield return $"device={System.Text.Json.JsonSerializer.Serialize(device)}";
        foreach (var set in parsed.GetValue(Set) ?? [])
            yield return set;
    }

    /// <summary>The sink that <c>--output</c> asks for, or null.</summary>
    /// <exception cref="InputException">Its ending says nothing.</exception>
    public SinkOptions? OutputSink(ParseResult parsed) => parsed.GetValue(Output) switch
    {
        null => null,
        "-" => new JsonlOptions(),
        { } path when path.EndsWith(".csv", StringComparison.Ordinal) => new CsvOptions { Path = Path.GetFullPath(path) },
        { } path when path.EndsWith(".jsonl", StringComparison.Ordinal) => new JsonlOptions { Path = Path.GetFullPath(path) },
        { } path => throw new InputException($"--output {path}", "its ending does not say how to write it", "end it in .jsonl or .csv, or give -"),
    };
}
