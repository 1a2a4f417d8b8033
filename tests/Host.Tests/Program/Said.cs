using System.Text.Json;

namespace StreamHost.Host.Tests.Program;

/// <summary>What the program said of a hop.</summary>
/// <param name="Time">The hop's end, in seconds since the Unix epoch.</param>
/// <param name="Label">What it was called.</param>
/// <param name="IsOnset">Whether the label begins there.</param>
internal sealed record Said(double Time, string? Label, bool IsOnset)
{
    public static Said Parse(string line)
    {
        var said = JsonElement.Parse(line);
        return new Said(said.GetProperty("to").GetDouble(), said.GetProperty("label").GetString(), said.GetProperty("onset").GetBoolean());
    }

    public static List<Said> Read(string path) => [.. File.ReadLines(path).Select(Parse)];

    /// <summary>Where words begin.</summary>
    public static List<Said> Words(IEnumerable<Said> said) => [.. said.Where(one => one.IsOnset && one.Label != "background")];

    /// <summary>The words after each other.</summary>
    public static string Text(IEnumerable<Said> said) => string.Join(' ', Words(said).Select(word => word.Label));
}
