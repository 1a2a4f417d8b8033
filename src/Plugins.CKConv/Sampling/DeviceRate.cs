using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>
/// Kernels for a stream of any rate, with the true ratio of the rates: at every frequency that both rates have, a kernel does what it was
/// trained to do; its gain is kept; above that band, where it was never trained or the device hears nothing, it does as little as can be.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// What some samples of the device in a row are made of is a small matrix of weights, the same for all rows of samples, and the same again wherever
/// the two rates' samples fall alike: for a ratio of p to q in lowest terms, there are no more than p of them, and those near the newest sample.
/// </remarks>
/// <param name="ratio">The device's rate by the kernels'.</param>
internal sealed unsafe class DeviceRate(double ratio)
{
    /// <summary>The device's samples that are made together.</summary>
    private const int Together = 32;

    /// <summary>Blocks of them that a thread makes in a row.</summary>
    private const int BlocksTogether = 32;

    /// <summary>How finely places between two samples are told apart: far above what rounding a lag of millions of samples does to them.</summary>
    private const double Places = 1L << 28;

    private readonly BandLimitedShift _shift = new(ratio);
    private readonly Dictionary<(long Place, int Before), float[]> _weights = [];
    private readonly Dictionary<(long Place, int Lags), float[]> _matrices = [];

    /// <summary>The device's rate by the kernels'.</summary>
    public double Ratio => ratio;

    /// <summary>The device's samples of a kernel.</summary>
    /// <param name="length">Its own.</param>
    public int LengthOf(int length) => ratio == 1 ? length : (int)Math.Floor((length - 1) * ratio) + _shift.Reach + 1;

    /// <summary>Rows of samples at the device's rate, each <see cref="LengthOf"/> long. Works on all cores.</summary>
    /// <param name="rows">[rows, length], the last sample lag 0.</param>
    /// <param name="length">Samples of a row.</param>
    public float[] Resample(ReadOnlySpan<float> rows, int length)
    {
        if (ratio == 1)
            return rows.ToArray();

        // Room for whole blocks, and for the lags before the oldest that they ask for.
        var (count, resampled) = (rows.Length / length, LengthOf(length));
        Block[] blocks = [.. Enumerable.Range(0, (resampled + Together - 1) / Together).Select(block => From(block * Together))];
        var (fromStride, toStride) = (Math.Max(length, blocks[^1].Newest + blocks[^1].Lags), blocks.Length * Together);
        using var from = new AlignedMemory(count * fromStride);
        using var to = AlignedMemory.Untouched(count * toStride);
        using var zeros = new AlignedMemory(Together);
        for (var row = 0; row < count; row++)
            rows.Slice(row * length, length).CopyTo(from.Span[(((row + 1) * fromStride) - length)..]);

        Shards.Run((blocks.Length + BlocksTogether - 1) / BlocksTogether, shard =>
        {
            for (var block = shard * BlocksTogether; block < Math.Min(blocks.Length, (shard + 1) * BlocksTogether); block++)
            {
                var (newest, lags, matrix) = blocks[block];
                var operands = new TileOperands(lags, fromStride, 1, Together, 0, toStride);
                fixed (float* weights = matrix)
                {
                    var product = new Product(operands, from.Start + fromStride - newest - lags, weights, zeros.Start, to.Start + toStride - ((block + 1) * Together), count);
                    Widths.Run(ref product);
                }
            }
        });

        var result = GC.AllocateUninitializedArray<float>(count * resampled);
        for (var row = 0; row < count; row++)
            to.Span.Slice(((row + 1) * toStride) - resampled, resampled).CopyTo(result.AsSpan(row * resampled));
        return result;
    }

    /// <summary>What the device's samples from a lag on are made of.</summary>
    private Block From(int first)
    {
        var newest = Math.Max(0, (int)Math.Floor((first - _shift.Reach) / ratio));
        var lags = (int)Math.Ceiling((first + Together - 1 + _shift.Reach) / ratio) + 1 - newest;

        // Near the newest sample weights depend on more than where between two samples a lag falls.
        if (_shift.First(newest * ratio) == 0)
            return new Block(newest, lags, Matrix(first, newest, lags));

        var key = (Place((newest * ratio) - first), lags);
        if (!_matrices.TryGetValue(key, out var matrix))
            _matrices.Add(key, matrix = Matrix(first, newest, lags));
        return new Block(newest, lags, matrix);
    }

    /// <summary>[lags, samples of the device], the newest of both last.</summary>
    private float[] Matrix(int first, int newest, int lags)
    {
        var matrix = new float[lags * Together];
        for (var row = 0; row < lags; row++)
        {
            var delay = (newest + lags - 1 - row) * ratio;
            var (weights, start) = (Weights(delay), _shift.First(delay));
            for (var lag = Math.Max(first, start); lag < Math.Min(first + Together, start + weights.Length); lag++)
                matrix[(row * Together) + first + Together - 1 - lag] = weights[lag - start];
        }

        return matrix;
    }

    private float[] Weights(double delay)
    {
        var whole = (int)Math.Floor(delay);
        var key = (Place(delay - whole), whole - _shift.First(delay));
        if (!_weights.TryGetValue(key, out var weights))
            _weights.Add(key, weights = _shift.Weights(delay));
        return weights;
    }

    private static long Place(double samples) => (long)Math.Round(samples * Places);

    /// <summary>Some of the device's samples in a row.</summary>
    /// <param name="Newest">The newest lag of a kernel that they are made of.</param>
    /// <param name="Lags">How many, back from there.</param>
    /// <param name="Matrix">[lags, samples].</param>
    private readonly record struct Block(int Newest, int Lags, float[] Matrix);

    private readonly struct Product(TileOperands operands, float* rows, float* matrix, float* zeros, float* result, int count) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct =>
            RowsProduct<TLanes, TVector>.Multiply(operands, rows, matrix, zeros, result, count, Together / TLanes.Count);
    }
}
