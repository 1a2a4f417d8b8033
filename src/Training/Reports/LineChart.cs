using System.Globalization;

namespace StreamHost.Training.Reports;

/// <summary>Draws curves over the epochs as SVG: axes with round ticks, one line a series, its values as tooltips.</summary>
internal sealed class LineChart(string title, int bestEpoch)
{
    private const double Width = 560;
    private const double Height = 260;
    private const double Left = 52;
    private const double Right = 12;
    private const double Top = 30;
    private const double Bottom = 34;

    private readonly List<(string Name, string Class, IReadOnlyList<double> Values)> _series = [];

    /// <summary>Adds a series with a value for each epoch; what is not finite is a hole in its line.</summary>
    public LineChart Add(string name, string cssClass, IEnumerable<double> values)
    {
        _series.Add((name, cssClass, [.. values]));
        return this;
    }

    public void Write(HtmlText html)
    {
        var finite = _series.SelectMany(series => series.Values).Where(double.IsFinite).ToList();
        var epochs = _series.Max(series => series.Values.Count);
        if (finite.Count == 0)
            return;

        var step = RoundStep(Math.Max(finite.Max() - finite.Min(), 1e-6 * finite.Max(Math.Abs)) / 4);
        var low = Math.Floor(finite.Min() / step) * step;
        var high = Math.Max(Math.Ceiling(finite.Max() / step) * step, low + step);
        double X(int epoch) => Left + ((Width - Left - Right) * (epochs == 1 ? 0.5 : (epoch - 1) / (epochs - 1.0)));
        double Y(double value) => Top + ((Height - Top - Bottom) * (high - value) / (high - low));

        html.Markup(Svg($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\"><title>")).Text(title).Markup("</title>");
        html.Markup(Svg($"<text class=\"name\" x=\"{Left}\" y=\"18\">")).Text(title).Markup("</text>");
        var ticks = (int)Math.Round((high - low) / step);
        for (var tick = 0; tick <= ticks; tick++)
            WriteTick(html, low + (tick * step), step, Y(low + (tick * step)));
        html.Markup(Svg($"<line class=\"best\" x1=\"{X(bestEpoch):F1}\" x2=\"{X(bestEpoch):F1}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>"));
        html.Markup(Svg($"<text class=\"tick\" x=\"{Left}\" y=\"{Height - 12}\">epoch 1</text>"));
        html.Markup(Svg($"<text class=\"tick end\" x=\"{Width - Right}\" y=\"{Height - 12}\">{epochs}</text>"));
        html.Markup(Svg($"<text class=\"tick middle\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 12}\">best: {bestEpoch}</text>"));
        foreach (var (series, i) in _series.Select((series, i) => (series, i)))
            WriteSeries(html, series.Name, series.Class, series.Values, i, X, Y);
        html.Markup("</svg>");
    }

    private static void WriteTick(HtmlText html, double value, double step, double y)
    {
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step)), 0, 6);
        html.Markup(Svg($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\"/>"));
        html.Markup(Svg($"<text class=\"tick end\" x=\"{Left - 6}\" y=\"{y + 4:F1}\">")).Number(value, $"F{decimals}").Markup("</text>");
    }

    private static void WriteSeries(
        HtmlText html, string name, string cssClass, IReadOnlyList<double> values, int index, Func<int, double> x, Func<double, double> y)
    {
        var path = "";
        var isDrawing = false;
        for (var i = 0; i < values.Count; i++)
        {
            if (double.IsFinite(values[i]))
                path += Svg($"{(isDrawing ? 'L' : 'M')}{x(i + 1):F1} {y(values[i]):F1}");
            isDrawing = double.IsFinite(values[i]);
        }

        html.Markup($"<path class=\"{cssClass}\" d=\"{path}\"/>");
        for (var i = 0; i < values.Count; i++)
        {
            if (double.IsFinite(values[i]))
                html.Markup(Svg($"<circle class=\"{cssClass}\" cx=\"{x(i + 1):F1}\" cy=\"{y(values[i]):F1}\" r=\"{(values.Count > 60 ? 1.2 : 2.2)}\"><title>{name}, epoch {i + 1}: {values[i]:G5}</title></circle>"));
        }

        html.Markup(Svg($"<text class=\"tick end {cssClass}\" x=\"{Width - Right - (index * 90)}\" y=\"18\">")).Text(name).Markup("</text>");
    }

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double RoundStep(double rough)
    {
        if (rough <= 0)
            return 0.1;

        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }

    private static string Svg(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
