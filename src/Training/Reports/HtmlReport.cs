using System.Globalization;
using StreamHost.Core;
using StreamHost.Training.Metrics;

namespace StreamHost.Training.Reports;

/// <summary>Writes a training report as one HTML file that needs nothing else: curves, confusion matrices, figures, the record.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c2430; --soft: #5d6b7e; --line: #dde3ea; --paper: #ffffff; --card: #f6f8fa; --a: #1f6feb; --b: #d9730d; --heat: 31, 111, 235; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #93a1b3; --line: #30363d; --paper: #0d1117; --card: #161b22; --a: #58a6ff; --b: #f0a45d; --heat: 88, 166, 255; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1180px; margin: 2rem auto; padding: 0 1.25rem; }
        h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .7rem; } h3 { font-size: 1rem; color: var(--soft); margin: 1.2rem 0 .5rem; }
        .figures { display: flex; flex-wrap: wrap; gap: .8rem; } .figures div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1rem; }
        .figures b { display: block; font-size: 1.3rem; } .figures span { color: var(--soft); font-size: .85rem; }
        .charts { display: flex; flex-wrap: wrap; gap: 1rem; } .charts svg { flex: 1 1 460px; max-width: 570px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
        svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } svg .name { fill: var(--ink); font-weight: 600; font-size: 13px; } svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
        svg .grid { stroke: var(--line); } svg .best { stroke: var(--soft); stroke-dasharray: 3 3; } svg path { fill: none; stroke-width: 1.8; }
        svg path.train { stroke: var(--a); } svg path.validation { stroke: var(--b); } svg circle.train, svg text.train { fill: var(--a); } svg circle.validation, svg text.validation { fill: var(--b); }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { border-bottom: 1px solid var(--line); padding: .3rem .7rem; text-align: right; } th:first-child, td:first-child { text-align: left; }
        th { color: var(--soft); font-weight: 600; font-size: .85rem; } .scroll { overflow-x: auto; } td.said { text-align: center; min-width: 3.2rem; } pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .7rem 1rem; overflow-x: auto; white-space: pre-wrap; }
        """;

    /// <summary>Writes the report.</summary>
    /// <exception cref="WorkFailedException">The file can't be written.</exception>
    public static void Write(string path, ReportContents contents)
    {
        try
        {
            File.WriteAllText(path, Render(contents));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WorkFailedException($"{path}: the report can't be written: {exception.Message}", exception);
        }
    }

    internal static string Render(ReportContents contents)
    {
        var html = new HtmlText();
        html.Markup("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/>");
        html.Element("title", contents.Title).Markup($"<style>{Style}</style></head><body>\n").Element("h1", contents.Title);
        WriteFigures(html, contents);
        html.Markup("<h2>Training</h2><div class=\"charts\">");
        WriteCharts(html, contents);
        html.Markup("</div>\n");
        foreach (var (name, evaluation) in contents.Evaluations)
            WriteEvaluation(html, name, evaluation);
        WriteRecord(html, contents);
        WriteEpochs(html, contents);
        return html.Markup("</body></html>\n").ToString();
    }

    private static void WriteFigures(HtmlText html, ReportContents contents)
    {
        html.Markup("<div class=\"figures\">");
        foreach (var (name, value) in contents.Figures)
            html.Markup("<div>").Element("b", value).Element("span", name).Markup("</div>");
        html.Markup("</div>\n");
    }

    private static void WriteCharts(HtmlText html, ReportContents contents)
    {
        var history = contents.History;
        var hasValidation = history.Any(epoch => epoch.ValidationLoss is not null);
        var loss = new LineChart("Loss", contents.BestEpoch).Add("training", "train", history.Select(epoch => epoch.TrainingLoss));
        var accuracy = new LineChart("Accuracy", contents.BestEpoch).Add("training", "train", history.Select(epoch => epoch.TrainingAccuracy));
        if (hasValidation)
        {
            loss.Add("validation", "validation", history.Select(epoch => epoch.ValidationLoss ?? double.NaN));
            accuracy.Add("validation", "validation", history.Select(epoch => epoch.ValidationAccuracy ?? double.NaN));
        }

        loss.Write(html);
        accuracy.Write(html);
    }

    private static void WriteEvaluation(HtmlText html, string name, Evaluation evaluation)
    {
        var matrix = evaluation.Seconds ?? evaluation.Events;
        var format = evaluation.Seconds is null ? "F0" : "F1";
        html.Markup("<h2>").Text(name).Markup(": ").Number(100 * evaluation.Accuracy, "F2").Markup(" %</h2>");
        html.Element("h3", evaluation.Seconds is null ? "Confusion, recordings" : "Confusion, seconds");
        WriteConfusion(html, matrix, format);
        html.Markup("<h3>By label</h3><div class=\"scroll\"><table><tr><th>label</th><th>precision</th><th>recall</th><th>F1</th><th>support</th></tr>");
        for (var i = 0; i < matrix.Labels.Count; i++)
        {
            html.Markup("<tr>").Element("td", matrix.Labels[i]);
            foreach (var share in new[] { matrix.Precision(i), matrix.Recall(i), matrix.F1(i) })
                html.Markup("<td>").Number(100 * share, "F1").Markup(" %</td>");
            html.Markup("<td>").Number(matrix.Support(i), format).Markup("</td></tr>");
        }

        html.Markup("</table></div>\n");
    }

    private static void WriteConfusion(HtmlText html, ConfusionMatrix matrix, string format)
    {
        html.Markup("<div class=\"scroll\"><table><tr><th>was \\ said</th>");
        foreach (var label in matrix.Labels)
            html.Element("th", label);
        html.Markup("</tr>");
        for (var i = 0; i < matrix.Labels.Count; i++)
        {
            html.Markup("<tr>").Element("td", matrix.Labels[i]);
            for (var j = 0; j < matrix.Labels.Count; j++)
            {
                var share = matrix.Support(i) > 0 ? matrix[i, j] / matrix.Support(i) : 0;
                html.Markup("<td class=\"said\" style=\"background: rgba(var(--heat), ").Number(0.75 * share, "F3").Markup(")\" title=\"");
                html.Number(100 * share, "F1").Markup(" % of its row\">").Number(matrix[i, j], format).Markup("</td>");
            }

            html.Markup("</tr>");
        }

        html.Markup("</table></div>");
    }

    private static void WriteRecord(HtmlText html, ReportContents contents)
    {
        html.Markup("<h2>Record</h2>");
        foreach (var (name, text) in contents.Record)
            html.Element("h3", name).Element("pre", text);
        html.Markup("<h3>Data</h3><div class=\"scroll\"><table><tr><th>file</th><th>bytes</th><th>SHA-256</th></tr>");
        foreach (var file in contents.Files)
        {
            html.Markup("<tr>").Element("td", file.Name).Markup("<td>").Number(file.Bytes, "F0").Markup("</td>");
            html.Element("td", file.Sha256).Markup("</tr>");
        }

        html.Markup("</table></div>\n");
    }

    private static void WriteEpochs(HtmlText html, ReportContents contents)
    {
        html.Markup("<details><summary>Epochs</summary><div class=\"scroll\"><table><tr><th>epoch</th><th>rate</th><th>loss</th><th>accuracy</th>");
        html.Markup("<th>validation loss</th><th>validation accuracy</th><th>seconds</th></tr>");
        foreach (var epoch in contents.History)
        {
            html.Markup("<tr><td>").Number(epoch.Epoch, "F0").Markup("</td><td>").Number(epoch.LearningRate, "G4");
            html.Markup("</td><td>").Number(epoch.TrainingLoss, "F4").Markup("</td><td>").Number(100 * epoch.TrainingAccuracy, "F2");
            html.Markup(" %</td><td>").Text(Figure(epoch.ValidationLoss, "F4")).Markup("</td><td>");
            html.Text(Figure(epoch.ValidationAccuracy, "P2")).Markup("</td><td>").Number(epoch.Seconds, "F1").Markup("</td></tr>");
        }

        html.Markup("</table></div></details>\n");
    }

    private static string Figure(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
