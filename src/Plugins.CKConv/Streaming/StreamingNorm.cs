using System.Numerics.Tensors;
using StreamHost.Numerics.Memory;
using StreamHost.Plugins.CKConv.Norms;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>A normalisation of one step at a time, in place.</summary>
internal sealed class StreamingNorm
{
    private readonly bool _overChannels;
    private readonly int _channels;
    private readonly double _epsilon;
    private readonly float[] _factors;
    private readonly float[] _offsets;

    /// <param name="norm">The normalisation; not one over whole signals.</param>
    public StreamingNorm(ChannelNorm norm)
    {
        var (factors, offsets) = norm.Affine();
        (_overChannels, _channels, _epsilon) = (norm.Kind == NormalizationKind.Layer, factors.Length, norm.AddedToVariance);
        (_factors, _offsets) = (new float[AlignedMemory.WholeLines(_channels)], new float[AlignedMemory.WholeLines(_channels)]);
        factors.CopyTo(_factors, 0);
        offsets.CopyTo(_offsets, 0);
    }

    /// <summary>Normalises [steps, stride]; what stands in the padding becomes 0.</summary>
    public void Apply(Span<float> x)
    {
        for (var start = 0; start < x.Length; start += _factors.Length)
        {
            var row = x.Slice(start, _factors.Length);
            if (_overChannels)
                Standardize(row[.._channels]);
            TensorPrimitives.MultiplyAdd(row, _factors, _offsets, row);
        }
    }

    private void Standardize(Span<float> row)
    {
        double sum = 0, squares = 0;
        foreach (var value in row)
            sum += value;
        var mean = (float)(sum / row.Length);
        foreach (var value in row)
            squares += (double)(value - mean) * (value - mean);
        var inverse = (float)(1 / Math.Sqrt((squares / row.Length) + _epsilon));
        foreach (ref var value in row)
            value = (value - mean) * inverse;
    }
}
