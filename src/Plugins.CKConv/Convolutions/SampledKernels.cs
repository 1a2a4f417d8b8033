using System.Runtime.InteropServices;
using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Convolutions;

/// <summary>
/// The sampled kernels of a network whose weights don't change, as while it is evaluated: a kernel network is asked once for each size
/// of signal, and for each rate, and not for every batch. They are sampled anew when the weights are others.
/// </summary>
internal sealed class SampledKernels
{
    private const ulong Prime = 1099511628211;

    private readonly Dictionary<(ContinuousConvolution Convolution, int Length), FixedConvolution> _sampled = [];
    private readonly Dictionary<(ContinuousConvolution Convolution, double Ratio), Tensor> _rebuilt = [];
    private ulong _weights;

    /// <summary>Forgets the kernels if they are of other weights than these.</summary>
    public void Use(IEnumerable<Tensor> weights)
    {
        var hash = weights.Aggregate(0UL, (hash, tensor) => (hash * Prime) + Hash(tensor.Values));
        if (hash == _weights)
            return;

        foreach (var convolution in _sampled.Values)
            convolution.Dispose();
        _sampled.Clear();
        _rebuilt.Clear();
        _weights = hash;
    }

    /// <summary>Convolves.</summary>
    public Tensor Apply(ContinuousConvolution convolution, Tensor x)
    {
        if (!_sampled.TryGetValue((convolution, x.Shape[2]), out var sampled))
            _sampled.Add((convolution, x.Shape[2]), sampled = convolution.Fix(x));
        return convolution.Mix(sampled.Apply(x));
    }

    /// <summary>Convolves signals of another rate.</summary>
    public Tensor ApplyAt(ContinuousConvolution convolution, Tensor x, DeviceRate rate)
    {
        if (!_rebuilt.TryGetValue((convolution, rate.Ratio), out var kernel))
            _rebuilt.Add((convolution, rate.Ratio), kernel = convolution.KernelAt(rate));
        return convolution.Apply(x, kernel);
    }

    /// <summary>A multiplicative hash of all bits, in four chains so that none waits for another.</summary>
    private static ulong Hash(ReadOnlySpan<float> values)
    {
        ulong a = 1, b = 2, c = 3, d = 4;
        var pairs = MemoryMarshal.Cast<float, ulong>(values[..(values.Length / 8 * 8)]);
        for (var i = 0; i < pairs.Length; i += 4)
        {
            a = (a ^ pairs[i]) * Prime;
            b = (b ^ pairs[i + 1]) * Prime;
            c = (c ^ pairs[i + 2]) * Prime;
            d = (d ^ pairs[i + 3]) * Prime;
        }

        foreach (var value in values[(values.Length / 8 * 8)..])
            a = (a ^ BitConverter.SingleToUInt32Bits(value)) * Prime;
        return a + (3 * b) + (5 * c) + (7 * d);
    }
}
