using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>The places at which a kernel is sampled: evenly spaced in each dimension, -1 the oldest sample, 1 the newest.</summary>
/// <param name="axes">The positions along each dimension.</param>
internal sealed class KernelGrid(params IReadOnlyList<float[]> axes)
{
    private readonly IReadOnlyList<float[]> _axes = axes;

    /// <summary>Samples along each dimension.</summary>
    public int[] Sizes => [.. _axes.Select(axis => axis.Length)];

    /// <summary>All samples.</summary>
    public int Count => _axes.Aggregate(1, (count, axis) => count * axis.Length);

    /// <summary>A part of the grid: for each dimension where it begins and how many samples it has.</summary>
    public KernelGrid Crop(IReadOnlyList<(int Start, int Count)> ranges) =>
        new([.. _axes.Zip(ranges, (axis, range) => axis.AsSpan(range.Start, range.Count).ToArray())]);

    /// <summary>The positions along a dimension.</summary>
    public ReadOnlySpan<float> Axis(int dimension) => _axes[dimension];

    /// <summary>[dimensions, points]: the positions of all points, the last dimension running fastest.</summary>
    public Tensor Positions()
    {
        var count = Count;
        var positions = new Tensor(_axes.Count, count);
        var run = count;
        for (var d = 0; d < _axes.Count; d++)
        {
            run /= _axes[d].Length;
            for (var i = 0; i < count; i++)
                positions.Values[(d * count) + i] = _axes[d][i / run % _axes[d].Length];
        }

        return positions;
    }

    /// <summary>A grid of so many samples from -1 to 1 in each dimension.</summary>
    public static KernelGrid Whole(int length, int dimensions) => new([.. Enumerable.Repeat(Evenly(length, 1), dimensions)]);

    /// <summary>
    /// So many numbers from -1 to <paramref name="last"/>, rounded as PyTorch's linspace rounds them: each half counted from its own end.
    /// </summary>
    public static float[] Evenly(int length, float last)
    {
        var positions = new float[length];
        var step = (last + 1) / Math.Max(1, length - 1);
        for (var i = 0; i < length; i++)
            positions[i] = i < length / 2 ? -1 + (step * i) : last - (step * (length - 1 - i));
        return positions;
    }
}
