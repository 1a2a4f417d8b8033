using System.Globalization;
using System.Net;
using System.Text;

namespace StreamHost.Training.Reports;

/// <summary>A growing HTML text. What is put in through <see cref="Text"/> is escaped; markup and numbers are written as they are.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    public HtmlText Markup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public HtmlText Text(string text)
    {
        _text.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    public HtmlText Number(double value, string format)
    {
        _text.Append(value.ToString(format, CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>An element around a text.</summary>
    public HtmlText Element(string name, string text) => Markup($"<{name}>").Text(text).Markup($"</{name}>");

    public override string ToString() => _text.ToString();
}
