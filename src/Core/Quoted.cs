using System.Globalization;
using System.Text;

namespace StreamHost.Core;

/// <summary>A user's text as a message shows it: in quotes, on one line, never long.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    /// <summary>The text in quotes; control characters are escaped, a long text is cut.</summary>
    public static string Text(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder("\"");
        foreach (var unit in text.Length > Longest ? text[..Longest] : text)
        {
            if (char.IsControl(unit) || char.IsSurrogate(unit))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            else
                shown.Append(unit);
        }

        return shown.Append(text.Length > Longest ? "...\"" : "\"").ToString();
    }

    /// <summary>UTF-8 bytes as text in quotes; what is no UTF-8 shows as U+FFFD.</summary>
    public static string Text(ReadOnlySpan<byte> utf8) =>
        Text(Encoding.UTF8.GetString(utf8.Length > 4 * Longest ? utf8[..(4 * Longest)] : utf8));
}
