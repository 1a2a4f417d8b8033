using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Streaming;

/// <summary>
/// Kernels that are sums of a few signals, with weights of their own: what a network of position gives whose last layer is linear. What is done to
/// kernels linearly and along time, as a change of rate or a transform, is done to the signals, of which there are fewer. Immutable.
/// </summary>
public sealed class MixedKernels
{
    private const int RowsTogether = 64;

    private readonly float[] _weights;
    private readonly float[] _signals;

    /// <summary>Takes weights and signals, which must not change any more.</summary>
    /// <param name="weights">[kernels, signals].</param>
    /// <param name="signals">[signals, length], the last sample lag 0.</param>
    /// <param name="count">How many signals, at least 1.</param>
    /// <exception cref="ArgumentException">The sizes don't fit each other.</exception>
    public MixedKernels(float[] weights, float[] signals, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (weights.Length == 0 || weights.Length % count != 0 || signals.Length == 0 || signals.Length % count != 0)
            throw new ArgumentException($"{weights.Length} weights and {signals.Length} samples are not of {count} signals.", nameof(count));

        (_weights, _signals, Signals) = (weights, signals, count);
    }

    /// <summary>How many kernels.</summary>
    public int Kernels => _weights.Length / Signals;

    /// <summary>How many signals they are sums of.</summary>
    public int Signals { get; }

    /// <summary>Samples of a kernel.</summary>
    public int Length => _signals.Length / Signals;

    /// <summary>[kernels, signals].</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>[signals, length], the last sample lag 0.</summary>
    public ReadOnlySpan<float> SignalSamples => _signals;

    /// <summary>The kernels themselves, [kernels, length]. Works on all cores.</summary>
    public float[] Samples()
    {
        var samples = GC.AllocateUninitializedArray<float>(checked(Kernels * Length));
        Shards.Run((Kernels + RowsTogether - 1) / RowsTogether, shard =>
        {
            var first = shard * RowsTogether;
            var rows = Math.Min(RowsTogether, Kernels - first);
            MatrixProduct.Multiply(
                Weights.Slice(first * Signals, rows * Signals), SignalSamples, samples.AsSpan(first * Length, rows * Length), rows, Length, Signals);
        });
        return samples;
    }
}
