using StreamHost.Core.Signals;

namespace StreamHost.Core.Logs;

/// <summary>The row that was read last, and where its mistake stands if it has one.</summary>
internal sealed class EventRow
{
    /// <summary>[features]; NaN was not measured.</summary>
    public float[] Values { get; set; } = [];

    /// <summary>In ns since the Unix epoch.</summary>
    public long Time { get; set; }

    /// <summary>The stream; null until a row was read.</summary>
    public StreamId? Stream { get; set; }

    /// <summary>The label, or null.</summary>
    public string? Label { get; set; }

    /// <summary>The column or key of the mistake, or null where it is the row's as a whole.</summary>
    public string? Column { get; private set; }

    /// <summary>What stands there, as the message shows it: its place in the line.</summary>
    public Range Text { get; private set; }

    /// <summary>Remembers where a mistake stands.</summary>
    public RowFault Blame(RowFault fault, string? column, Range text = default)
    {
        Column = column;
        Text = text;
        return fault;
    }

    /// <summary>Takes one value's text.</summary>
    /// <returns>Whether it is a number; an empty text and "NaN" were not measured.</returns>
    public RowFault SetValue(int feature, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            Values[feature] = float.NaN;
        else if (!FloatText.TryParse(text, out Values[feature]))
            return RowFault.NotANumber;
        else if (float.IsInfinity(Values[feature]))
            return RowFault.Infinite;
        return RowFault.None;
    }
}
