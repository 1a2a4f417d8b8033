using System.CommandLine;

namespace StreamHost.Host.Commands;

/// <summary>The options that several commands have, each said once.</summary>
internal static class SharedOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object a line on standard output.", Recursive = true };

    public static readonly Option<string?> Models = new("--models")
    {
        Description = "The model folder (default: $STREAMHOST_MODELS, or models).",
        HelpName = "folder",
    };

    /// <summary>Seconds of an option that is a time; null where it wasn't given.</summary>
    public static Option<double?> Duration(string description) => new("--duration") { Description = description, HelpName = "seconds" };

    /// <summary>A description with examples below it.</summary>
    public static string WithExamples(string description, params ReadOnlySpan<string> examples)
    {
        var text = description + "\n\nExamples:";
        foreach (var example in examples)
            text += $"\n  streamhost {example}";
        return text;
    }
}
