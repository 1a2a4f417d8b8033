using System.Numerics.Tensors;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using Tensor = StreamHost.Numerics.Tensors.Tensor;

namespace StreamHost.Numerics.Convolutions;

/// <summary>A causal convolution of an irregularly sampled signal with a kernel that was sampled at the true lag of every pair of its samples.</summary>
public static class IrregularConvolution
{
    /// <summary>y[o, n] = bias[o] + sum over i and the samples m up to n of kernel[o, i, pair of n and m] x[i, m].</summary>
    /// <param name="x">[inputs, samples]; to stand for an integral over time, each times the time that it stands for.</param>
    /// <param name="kernel">[outputs, inputs, pairs]; depthwise [channels, 1, pairs].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    /// <returns>[outputs, samples].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor kernel, Tensor bias, LagPairs pairs, bool isDepthwise = false)
    {
        var count = pairs.Lags.Count;
        if (x.Rank != 2 || x.Shape[1] != pairs.Samples || kernel.Rank != 3 || kernel.Shape[1] != (isDepthwise ? 1 : x.Shape[0]) || kernel.Shape[2] != count
            || (isDepthwise && kernel.Shape[0] != x.Shape[0]) || !bias.Shape.SequenceEqual(kernel.Shape[..1]))
            throw new ArgumentException($"{x.Length} values, {kernel.Length} of kernels and {bias.Length} biases don't fit {count} pairs of {pairs.Samples} samples.", nameof(kernel));

        var (samples, outputs, inputs) = (pairs.Samples, kernel.Shape[0], kernel.Shape[1]);
        Span<float> Signal(float[] values, int output, int input) => values.AsSpan((isDepthwise ? output : input) * samples, samples);
        var y = Tensor.Unfilled([outputs, samples], [x, kernel, bias], y =>
        {
            var (dy, dx, dk) = (y.GradientArray, x.RequiresGradient ? x.GradientArray : [], kernel.RequiresGradient ? kernel.GradientArray : []);
            for (var row = 0; row < outputs * inputs; row++)
            {
                var (output, input) = (row / inputs, row % inputs);
                for (var sample = 0; sample < samples; sample++)
                {
                    var g = dy[(output * samples) + sample];
                    var (first, length, oldest) = pairs.Of(sample);
                    var place = (row * count) + first;
                    if (dk.Length > 0)
                        TensorPrimitives.MultiplyAdd(Signal(x.ValueArray, output, input).Slice(oldest, length), g, dk.AsSpan(place, length), dk.AsSpan(place, length));
                    if (dx.Length > 0)
                    {
                        var target = Signal(dx, output, input).Slice(oldest, length);
                        TensorPrimitives.MultiplyAdd(kernel.ValueArray.AsSpan(place, length), g, target, target);
                    }
                }
            }

            for (var output = 0; bias.RequiresGradient && output < outputs; output++)
                bias.Gradient[output] += (float)Elements.Sum(dy.AsSpan(output * samples, samples));
        });
        Shards.Run(outputs, output =>
        {
            for (var sample = 0; sample < samples; sample++)
            {
                var (first, length, oldest) = pairs.Of(sample);
                double sum = bias.Values[output];
                for (var input = 0; input < inputs; input++)
                    sum += Elements.Dot(kernel.ValueArray.AsSpan((((output * inputs) + input) * count) + first, length), Signal(x.ValueArray, output, input).Slice(oldest, length));
                y.ValueArray[(output * samples) + sample] = (float)sum;
            }
        });
        return y;
    }
}
