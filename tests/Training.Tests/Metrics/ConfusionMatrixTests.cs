using StreamHost.Training.Metrics;

namespace StreamHost.Training.Tests.Metrics;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Figures_are_those_counted_by_hand()
    {
        var matrix = new ConfusionMatrix(["a", "b", "c"]);
        matrix.Add(0, 0, 6);
        matrix.Add(0, 1, 2);
        matrix.Add(1, 1, 3);
        matrix.Add(1, 0);
        Assert.Equal(12, matrix.Total);
        Assert.Equal(0.75, matrix.Accuracy);
        Assert.Equal(6 / 7.0, matrix.Precision(0), 12);
        Assert.Equal(0.75, matrix.Recall(0));
        Assert.Equal(0.8, matrix.F1(0), 12);
        Assert.Equal(4, matrix.Support(1));
        Assert.Equal((matrix.F1(0) + matrix.F1(1)) / 2, matrix.MacroF1, 12);
    }

    [Fact]
    public void What_never_occurred_is_zero_and_no_NaN()
    {
        var matrix = new ConfusionMatrix(["a", "b"]);
        Assert.Equal((0, 0, 0, 0, 0), (matrix.Accuracy, matrix.MacroF1, matrix.Precision(0), matrix.Recall(1), matrix.F1(1)));
    }
}
