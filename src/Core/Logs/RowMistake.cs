using System.Globalization;

namespace StreamHost.Core.Logs;

/// <summary>Says in one line what is wrong with a row.</summary>
internal sealed class RowMistake(string file, long line, EventLogOptions options, RowParser rows, TimeOrder order)
{
    /// <summary>The reason under which skipped rows are counted.</summary>
    public static string Reason(RowFault fault) => fault switch
    {
        RowFault.LongLine => "line too long",
        RowFault.ZeroByte => "zero byte",
        RowFault.NotUtf8 => "not UTF-8",
        RowFault.Ragged => "wrong number of cells",
        RowFault.OpenQuote or RowFault.AfterQuote => "bad quotes",
        RowFault.NotANumber => "not a number",
        RowFault.Infinite => "number out of range",
        RowFault.NotATime => "not a time",
        RowFault.NoTime => "no time",
        RowFault.NoStream => "no stream name",
        RowFault.Backwards => "time goes backwards",
        RowFault.FarForward => "time too far ahead",
        RowFault.NotJson => "not JSON",
        RowFault.WrongKind => "wrong kind of value",
        RowFault.KeyTwice => "key stands twice",
        RowFault.NoValues => "no values",
        _ => "unknown value",
    };

    /// <summary>The exception for a row's mistake.</summary>
    public InputException Describe(RowFault fault, ReadOnlySpan<byte> text)
    {
        var row = rows.Row;
        var where = $"{file}, line {line}";
        if (IsWhole(fault) || row.Column is null)
        {
            var (what, remedy) = Whole(fault, text);
            return new InputException(where, what, remedy);
        }
        else
        {
            var (what, remedy) = Part(fault, text[row.Text]);
            return new InputException($"{where}, {(rows.StartIsRow ? "key" : "column")} {Quoted.Text(row.Column)}", what, remedy);
        }
    }

    private static bool IsWhole(RowFault fault) => fault is RowFault.LongLine or RowFault.ZeroByte or RowFault.NotUtf8;

    private (string What, string Remedy) Whole(RowFault fault, ReadOnlySpan<byte> text) => fault switch
    {
        RowFault.LongLine => (
            $"the line has more than {options.MaxLineBytes} bytes",
            "a row is one line; check that the file is a log, or raise maxLineBytes"),
        RowFault.ZeroByte => ($"byte {text.IndexOf((byte)0) + 1} is zero", "a log is text; the file may be damaged or in UTF-16"),
        RowFault.NotUtf8 => ("it is not UTF-8 text", "save the file as UTF-8"),
        _ => rows.Explain(fault, text),
    };

    private (string What, string Remedy) Part(RowFault fault, ReadOnlySpan<byte> text) => fault switch
    {
        RowFault.OpenQuote => ("the quotes don't end on the line", "close them, and write a quote inside quotes twice"),
        RowFault.AfterQuote => ("text follows the closing quote", "put the whole cell into quotes, and write a quote inside quotes twice"),
        RowFault.NotANumber => ($"{Quoted.Text(text)} is not a number", Missing("write a number such as 0.5")),
        RowFault.Infinite => ($"{Quoted.Text(text)} is beyond a float's range", Missing("write a number between -3.4e38 and 3.4e38")),
        RowFault.NotATime => ($"{Quoted.Text(text)} is not a time", TimeText.Remedy(options.TimeUnit)),
        RowFault.NoTime => ("the time is missing", "every event has a time"),
        RowFault.NoStream => ("the stream has no name", "name it with a text, or leave the column out where there is one stream"),
        RowFault.Backwards => (
            $"the time is {Seconds(-Distance)} s before the latest of stream {Quoted.Text(rows.Row.Stream!.Name)}",
            $"times of a stream go back at most {Seconds((decimal)options.MaxBackward)} s; sort the log or raise maxBackward"),
        RowFault.FarForward => (
            $"the time is {Seconds(Distance)} s after the latest of stream {Quoted.Text(rows.Row.Stream!.Name)}",
            $"times of a stream jump at most {Seconds((decimal)options.MaxForward)} s; check timeUnit, or raise maxForward"),
        RowFault.KeyTwice => ("the key stands twice", "every key stands once in a row"),
        RowFault.WrongKind => ($"{Quoted.Text(text)} is of the wrong kind", "a label is a text, values are an object of numbers"),
        _ => rows.Explain(fault, text),
    };

    private decimal Distance => (rows.Row.Time - (decimal)order.Latest(rows.Row.Stream!)!) / 1_000_000_000;

    private static string Seconds(decimal seconds) => seconds.ToString("0.#########", CultureInfo.InvariantCulture);

    private string Missing(string remedy) => rows.StartIsRow
        ? $"{remedy}, or null where it was not measured"
        : $"{remedy}, or leave the cell empty where it was not measured";
}
