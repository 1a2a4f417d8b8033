namespace StreamHost.Training.Metrics;

/// <summary>How often, or for how long, each label was taken for each: rows are what was, columns what was said.</summary>
/// <param name="labels">The labels.</param>
public sealed class ConfusionMatrix(IReadOnlyList<string> labels)
{
    private readonly double[] _cells = new double[labels.Count * labels.Count];

    /// <summary>The labels, in the order of rows and columns.</summary>
    public IReadOnlyList<string> Labels { get; } = labels;

    /// <summary>All that was counted.</summary>
    public double Total => _cells.Sum();

    /// <summary>The share that was right, 0 to 1; 0 where nothing was counted.</summary>
    public double Accuracy => Share(Enumerable.Range(0, Labels.Count).Sum(i => this[i, i]), Total);

    /// <summary>The mean of the labels' F1, over those that occurred.</summary>
    public double MacroF1 => Enumerable.Range(0, Labels.Count).Where(i => Support(i) > 0).Select(F1).DefaultIfEmpty(0).Average();

    /// <summary>How much of <paramref name="actual"/> was said to be <paramref name="predicted"/>.</summary>
    public double this[int actual, int predicted] => _cells[(actual * Labels.Count) + predicted];

    /// <summary>Counts one more.</summary>
    /// <param name="actual">The index of what it was.</param>
    /// <param name="predicted">The index of what was said.</param>
    /// <param name="weight">What it counts, such as the seconds it lasted; at least 0.</param>
    public void Add(int actual, int predicted, double weight = 1) => _cells[(actual * Labels.Count) + predicted] += weight;

    /// <summary>How much there was of a label.</summary>
    public double Support(int label) => Enumerable.Range(0, Labels.Count).Sum(j => this[label, j]);

    /// <summary>Of what was said to be the label, the share that was; 0 where it was never said.</summary>
    public double Precision(int label) => Share(this[label, label], Enumerable.Range(0, Labels.Count).Sum(i => this[i, label]));

    /// <summary>Of what was the label, the share that was said to be; 0 where there was none.</summary>
    public double Recall(int label) => Share(this[label, label], Support(label));

    /// <summary>The harmonic mean of precision and recall; 0 where both are.</summary>
    public double F1(int label) => Share(2 * Precision(label) * Recall(label), Precision(label) + Recall(label));

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
