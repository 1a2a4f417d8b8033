using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace StreamHost.Host;

/// <summary>
/// What the program says: results on standard output, notes and mistakes on standard error. With <c>--json</c> standard
/// output holds one JSON object a line and nothing else; where it is no terminal, plain lines without escape codes.
/// </summary>
internal sealed class Output
{
    private static readonly JsonSerializerOptions Lines = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="isJson">Whether results are JSON.</param>
    public Output(bool isJson) => (IsJson, Region) = (isJson, new LiveRegion(Terminal));

    /// <summary>Whether results are JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Whether somebody looks at standard output.</summary>
    public bool IsTerminal => !IsJson && !Console.IsOutputRedirected;

    /// <summary>The console that people look at.</summary>
    public IAnsiConsole Terminal { get; } = Widened(AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? AnsiSupport.No : AnsiSupport.Detect,
        Interactive = Console.IsOutputRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    }));

    /// <summary>Where the console is drawn over again.</summary>
    public LiveRegion Region { get; }

    /// <summary>A result for people; left out with <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (!IsJson)
            Console.Out.WriteLine(text);
    }

    /// <summary>A result as a line of JSON; left out without <c>--json</c>.</summary>
    public void Json(object value)
    {
        if (IsJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), Lines));
    }

    /// <summary>Something worth knowing that is no result.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);

    /// <summary>A note while a run goes on: in a terminal above what is drawn there.</summary>
    public void Tell(string text)
    {
        if (Console.IsErrorRedirected || !Region.TryWriteAbove(text))
            Note(text);
    }

    /// <summary>The same where programs may read it: a line of JSON with <c>--json</c>, and the text without.</summary>
    public void Tell(string text, object value)
    {
        if (IsJson)
            Note(JsonSerializer.Serialize(value, value.GetType(), Lines));
        else
            Tell(text);
    }

    /// <summary>What went wrong, in one line.</summary>
    public static void Mistake(string message) => Console.Error.WriteLine($"streamhost: {message.ReplaceLineEndings(" ")}");

    /// <summary>A file has no width to fold lines at.</summary>
    private static IAnsiConsole Widened(IAnsiConsole console)
    {
        if (Console.IsOutputRedirected)
            console.Profile.Width = 1000;
        return console;
    }

    /// <summary>Rows of cells, as a table for people: aligned columns, the first to the left and numbers to the right.</summary>
    public void Table(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (IsJson)
            return;

        var table = new Table { Border = IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        foreach (var (name, i) in header.Select((name, i) => (name, i)))
            table.AddColumn(new TableColumn(Markup.Escape(name)) { NoWrap = i == 0, Alignment = i == 0 || header.Count == 2 ? Justify.Left : Justify.Right });
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        Terminal.Write(table);
    }
}
