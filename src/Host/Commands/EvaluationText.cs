using System.Globalization;
using StreamHost.Training.Metrics;

namespace StreamHost.Host.Commands;

/// <summary>An evaluation as the program prints it: accuracy, confusion, figures by label.</summary>
internal static class EvaluationText
{
    public static void Write(string name, Evaluation evaluation, Output output)
    {
        var matrix = evaluation.Seconds ?? evaluation.Events;
        var unit = evaluation.Seconds is null ? "of what has a label" : "of time";
        output.Json(new
        {
            name,
            evaluation.Accuracy,
            evaluation.Loss,
            eventAccuracy = evaluation.Events.Accuracy,
            matrix.Labels,
            confusion = Enumerable.Range(0, matrix.Labels.Count).Select(i => Enumerable.Range(0, matrix.Labels.Count).Select(j => matrix[i, j])),
        });
        output.Line(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {100 * evaluation.Accuracy:F2} % {unit}, macro F1 {100 * matrix.MacroF1:F2} %, loss {evaluation.Loss:F4}"));
        output.Table(["was \\ said", .. matrix.Labels, "precision", "recall", "F1"], [.. Enumerable.Range(0, matrix.Labels.Count).Select(i => Row(matrix, i))]);
    }

    private static string[] Row(ConfusionMatrix matrix, int label) =>
    [
        matrix.Labels[label],
        .. Enumerable.Range(0, matrix.Labels.Count).Select(j => matrix[label, j].ToString("F0", CultureInfo.InvariantCulture)),
        .. new[] { matrix.Precision(label), matrix.Recall(label), matrix.F1(label) }.Select(share => (100 * share).ToString("F1", CultureInfo.InvariantCulture)),
    ];
}
