using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Layout;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>
/// All weights of a streaming model in one block of aligned memory, in the order in which a step reads them, every row
/// padded with zeros to whole vectors.
/// </summary>
internal sealed unsafe class WeightBlock : IDisposable
{
    private readonly AlignedMemory _memory;
    private int _taken;

    public WeightBlock(NetworkLayout layout) => _memory = new AlignedMemory(layout.Parameters.Sum(Room));

    /// <summary>The next floats of the block: zeros, on a vector's boundary.</summary>
    public float* Take(int vectors)
    {
        var start = _memory.Start + _taken;
        _taken += vectors * Widths.Floats;
        return _taken <= _memory.Length ? start : throw new InvalidOperationException("The weights are more than the layout says.");
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>A matrix is packed by columns or by rows, whichever a kernel reads; an LSTM's in four parts, each padded.</summary>
    private static int Room(ParameterSpec spec)
    {
        var (rows, columns) = (spec.Shape[0], spec.Shape.Length == 1 ? 1 : spec.Shape[1]);
        return Math.Max(rows * Padded(columns), columns * (Padded(rows) + (3 * Widths.Floats)));
    }

    private static int Padded(int floats) => (floats + Widths.Floats - 1) / Widths.Floats * Widths.Floats;
}
