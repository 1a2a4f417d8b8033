using System.Buffers.Text;

namespace StreamHost.Host.Sources.Machine;

/// <summary>Walks over the kernel's text of lines and words without copying any of it.</summary>
internal ref struct CounterText(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;
    private ReadOnlySpan<byte> _line;

    /// <summary>Goes on to the next line; false at the end.</summary>
    public bool NextLine()
    {
        if (_rest.IsEmpty)
            return false;

        var end = _rest.IndexOf((byte)'\n');
        _line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <summary>The next word of the line; empty at its end. A colon ends a word as a blank does.</summary>
    public ReadOnlySpan<byte> NextWord()
    {
        _line = _line.TrimStart(" \t:"u8);
        var end = _line.IndexOfAny((byte)' ', (byte)'\t', (byte)':');
        var word = end < 0 ? _line : _line[..end];
        _line = end < 0 ? default : _line[end..];
        return word;
    }

    /// <summary>The next word as a counter; 0 where it is none.</summary>
    public ulong NextCount() => Utf8Parser.TryParse(NextWord(), out ulong value, out _) ? value : 0;

    /// <summary>The counter that the text begins with; 0 where it does not.</summary>
    public readonly ulong FirstCount() => Utf8Parser.TryParse(_rest, out ulong value, out _) ? value : 0;

    /// <summary>Passes over words.</summary>
    public void Skip(int words)
    {
        for (var i = 0; i < words; i++)
            NextWord();
    }
}
