using System.Numerics.Tensors;
using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using Tensor = StreamHost.Numerics.Tensors.Tensor;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Convolution with a kernel that was sampled at the true lag of every pair of samples.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor ConvolveIrregularly(Tensor x, Tensor kernel, Tensor bias, LagPairs pairs, bool isDepthwise)
    {
        var count = pairs.Lags.Count;
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
