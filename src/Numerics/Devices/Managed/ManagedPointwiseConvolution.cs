using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>The channels of each position mixed by a matrix.</summary>
internal sealed partial class ManagedDevice
{
    /// <summary>Samples of a batch whose part of the weight's gradient is summed together, so that the order of a sum stays.</summary>
    private const int Together = 4;

    /// <inheritdoc/>
    public Tensor ConvolvePoints(Tensor x, Tensor weight, Tensor bias)
    {
        var (batch, inputs, outputs) = (x.Shape[0], x.Shape[1], weight.Shape[0]);
        var points = x.Length / Math.Max(1, batch * inputs);
        var y = Tensor.Unfilled([batch, outputs, .. x.Shape[2..]], [x, weight, bias], y => AddPointwiseGradients(x, weight, bias, y, points));
        var (from, to) = (x.ValueArray, y.ValueArray);
        Shards.Run(batch, b =>
        {
            var target = to.AsSpan(b * outputs * points, outputs * points);
            for (var o = 0; o < outputs; o++)
                target.Slice(o * points, points).Fill(bias.Values[o]);
            MatrixProduct.Multiply(weight.Values, from.AsSpan(b * inputs * points, inputs * points), target, outputs, points, inputs, accumulate: true);
        });
        return y;
    }

    private static void AddPointwiseGradients(Tensor x, Tensor weight, Tensor bias, Tensor y, int points)
    {
        var (batch, inputs, outputs) = (x.Shape[0], x.Shape[1], weight.Shape[0]);
        var (dy, dx) = (y.GradientArray, x.RequiresGradient ? x.GradientArray : []);
        var groups = (batch + Together - 1) / Together;
        var (ofWeight, ofBias) = (new float[groups * weight.Length], new double[batch * outputs]);
        Shards.Run(groups, group =>
        {
            for (var b = group * Together; b < Math.Min(batch, (group + 1) * Together); b++)
            {
                var g = dy.AsSpan(b * outputs * points, outputs * points);
                if (dx.Length > 0)
                    MatrixProduct.Multiply(weight.Values, g, dx.AsSpan(b * inputs * points, inputs * points), inputs, points, outputs, transposeA: true, accumulate: true);
                if (weight.RequiresGradient)
                    MatrixProduct.Multiply(g, x.ValueArray.AsSpan(b * inputs * points, inputs * points), ofWeight.AsSpan(group * weight.Length, weight.Length), outputs, inputs, points, transposeB: true, accumulate: true);
                for (var o = 0; o < outputs; o++)
                    ofBias[(b * outputs) + o] = Elements.Sum(g.Slice(o * points, points));
            }
        });
        for (var group = 0; weight.RequiresGradient && group < groups; group++)
            Elements.Add(ofWeight.AsSpan(group * weight.Length, weight.Length), weight.Gradient);
        for (var row = 0; bias.RequiresGradient && row < ofBias.Length; row++)
            bias.Gradient[row % outputs] += (float)ofBias[row];
    }
}
