using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Tensors;

/// <summary>
/// Compares the gradients of an operation with differences of its values: fourth order, at points where a step is exact
/// in float32, summed in double.
/// </summary>
internal static class GradientCheck
{
    private const float Step = 1f / 128;

    /// <summary>Points at odd multiples of 1/32, so that no step reaches the kink at 0.</summary>
    public static Tensor Points(ulong seed, params ReadOnlySpan<int> shape)
    {
        var random = new RandomSource(seed);
        var tensor = new Tensor(shape) { RequiresGradient = true };
        foreach (ref var value in tensor.Values)
        {
            value = (random.NextInt(48) - 24) / 16f + 1f / 32;
        }

        return tensor;
    }

    /// <summary>As <see cref="Points"/>, but all above 0.</summary>
    public static Tensor PositivePoints(ulong seed, params ReadOnlySpan<int> shape)
    {
        var tensor = Points(seed, shape);
        foreach (ref var value in tensor.Values)
        {
            value = MathF.Abs(value) + 0.5f;
        }

        return tensor;
    }

    /// <summary>Checks the gradients of every input, for a random weighting of the results.</summary>
    public static void Verify(Func<Tensor[], Tensor> operation, params Tensor[] inputs)
    {
        var result = operation(inputs);
        var weights = Points(99, result.Shape);
        weights.RequiresGradient = false;
        foreach (var input in inputs)
        {
            input.ClearGradient();
        }

        (result * weights).Sum().Backward();
        foreach (var input in inputs)
        {
            for (var i = 0; i < input.Length; i++)
            {
                var expected = Slope(operation, inputs, input, i, weights);
                Assert.True(
                    Math.Abs(input.Gradient[i] - expected) <= 3e-4 * (1 + Math.Abs(expected)),
                    $"Input {Array.IndexOf(inputs, input)}, element {i}: gradient {input.Gradient[i]}, differences say {expected}.");
            }
        }
    }

    private static double Slope(Func<Tensor[], Tensor> operation, Tensor[] inputs, Tensor input, int element, Tensor weights)
    {
        double At(int steps)
        {
            var kept = input.Values[element];
            input.Values[element] = kept + (steps * Step);
            var result = operation(inputs);
            input.Values[element] = kept;
            var sum = 0.0;
            for (var i = 0; i < result.Length; i++)
            {
                sum += (double)result.Values[i] * weights.Values[i];
            }

            return sum;
        }

        return ((8 * (At(1) - At(-1))) - (At(2) - At(-2))) / (12 * (double)Step);
    }
}
