using StreamHost.Numerics.Randomness;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Tests.Weights;

public sealed class WeightStartTests
{
    [Theory]
    [InlineData(24, 6)]
    [InlineData(6, 6)]
    [InlineData(3, 7)]
    public void An_orthogonal_start_has_orthonormal_columns_or_rows(int rows, int columns)
    {
        var matrix = Draw(new StartingValues(StartKind.Orthogonal), rows, columns);
        var count = Math.Min(rows, columns);
        float At(int vector, int element) => rows >= columns ? matrix[(element * columns) + vector] : matrix[(vector * columns) + element];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
                Assert.Equal(i == j ? 1f : 0f, Enumerable.Range(0, Math.Max(rows, columns)).Sum(k => At(i, k) * At(j, k)), 1e-5f);
        }
    }

    [Fact]
    public void Glorot_s_start_fills_its_interval()
    {
        var bound = MathF.Sqrt(6f / (100 + 60));
        var matrix = Draw(StartingValues.Xavier, 100, 60);
        Assert.All(matrix, value => Assert.InRange(value, -bound, bound));
        Assert.InRange(matrix.Max(), 0.98f * bound, bound);
        Assert.InRange(matrix.Min(), -bound, -0.98f * bound);
        Assert.InRange(matrix.Average(), -0.02f * bound, 0.02f * bound);
    }

    [Fact]
    public void The_asymptote_and_the_decay_of_a_pure_cell_are_drawn_like_every_matrix()
    {
        var layout = new NetworkLayout(new() { Mode = CfC.Architecture.CfCMode.Pure }, inputs: 4, labels: 2);
        Assert.All(
            layout.Parameters.Where(spec => spec.Name is "rnn_cell.A" or "rnn_cell.w_tau"),
            spec => Assert.Equal(StartKind.Xavier, spec.Start.Kind));
    }

    private static float[] Draw(StartingValues start, params int[] shape) =>
        WeightStart.Draw(new ParameterSpec("x", shape, start), wiring: null, new RandomSource(3));
}
