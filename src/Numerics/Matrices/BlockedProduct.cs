using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Matrices;

/// <summary>
/// The matrix product in blocks that fit the caches, after Goto and van de Geijn (2008): a panel of b, 256 by two
/// vectors (32 KiB), stays in the first cache; a block of a, 128 by 256 (128 KiB), in the second.
/// </summary>
internal readonly unsafe ref struct BlockedProduct(
    ReadOnlySpan<float> a,
    ReadOnlySpan<float> b,
    Span<float> c,
    (int M, int N, int K) size,
    bool transposeA,
    bool transposeB,
    bool accumulate) : IWidthAction
{
    private const int BlockK = 256;
    private const int BlockN = 1024;
    private const int BlockM = 128;
    private const int TileRows = 8;
    private const int MostPadded = 32;

    [ThreadStatic]
    private static AlignedMemory? _workspace;

    private readonly ReadOnlySpan<float> _a = a;
    private readonly ReadOnlySpan<float> _b = b;
    private readonly Span<float> _c = c;
    private readonly int _m = size.M;
    private readonly int _n = size.N;
    private readonly int _k = size.K;
    private readonly bool _transposeA = transposeA;
    private readonly bool _transposeB = transposeB;
    private readonly bool _accumulate = accumulate;

    public void Run<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        if (_k == 0 && !_accumulate)
        {
            _c[..(_m * _n)].Clear();
        }

        fixed (float* a = _a)
        fixed (float* b = _b)
        fixed (float* c = _c)
        {
            var workspace = Workspace();
            for (var column = 0; column < _n; column += BlockN)
            {
                for (var p = 0; p < _k; p += BlockK)
                {
                    var block = new Block(column, Math.Min(BlockN, _n - column), p, Math.Min(BlockK, _k - p));
                    PackB<TLanes, TVector>(b, workspace.B, block);
                    MultiplyBlock<TLanes, TVector>(a, c, workspace, block);
                }
            }
        }
    }

    private static Buffers Workspace()
    {
        const int PackedB = BlockK * (BlockN + MostPadded);
        const int PackedA = BlockK * BlockM;
        const int Edge = TileRows * MostPadded;
        _workspace ??= new AlignedMemory(PackedB + PackedA + Edge + MostPadded);
        var start = _workspace.Start;
        return new Buffers(start, start + PackedB, start + PackedB + PackedA, start + PackedB + PackedA + Edge);
    }

    /// <summary>Panels of two vectors' width one after the other, the last one padded with zeros.</summary>
    private void PackB<TLanes, TVector>(float* b, float* panel, in Block block)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (var j = 0; j < block.N; j += 2 * TLanes.Count)
        {
            var width = Math.Min(2 * TLanes.Count, block.N - j);
            var padded = Padded<TLanes, TVector>(width);
            if (_transposeB)
            {
                PackedPanels.PackTransposed(b + ((block.Column + j) * (nint)_k) + block.P, _k, panel, block.K, width, padded);
            }
            else
            {
                PackedPanels.Pack(b + (block.P * (nint)_n) + block.Column + j, _n, panel, block.K, width, padded);
            }

            panel += block.K * (nint)padded;
        }
    }

    private void MultiplyBlock<TLanes, TVector>(float* a, float* c, in Buffers buffers, in Block block)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (var row = 0; row < _m; row += BlockM)
        {
            var rows = Math.Min(BlockM, _m - row);
            if (_transposeA)
            {
                PackA(a + (block.P * (nint)_m) + row, buffers.A, rows, block.K);
            }

            var panel = buffers.B;
            for (var j = 0; j < block.N; j += 2 * TLanes.Count)
            {
                var width = Math.Min(2 * TLanes.Count, block.N - j);
                var padded = Padded<TLanes, TVector>(width);
                for (var i = 0; i < rows; i += TileRows)
                {
                    var count = Math.Min(TileRows, rows - i);
                    var tile = _transposeA ? buffers.A + (i * (nint)block.K) : a + ((row + i) * (nint)_k) + block.P;
                    MultiplyPanel<TLanes, TVector>(tile, panel, c + ((row + i) * (nint)_n) + block.Column + j, buffers, block, count, width, padded);
                }

                panel += block.K * (nint)padded;
            }
        }
    }

    /// <summary>Up to eight rows by one panel. A panel that is not whole is computed beside c, since c has no room for the padding.</summary>
    private void MultiplyPanel<TLanes, TVector>(
        float* a, float* panel, float* c, in Buffers buffers, in Block block, int rows, int width, int padded)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var fromZero = block.P == 0 && !_accumulate;
        var target = width == padded ? c : buffers.Edge;
        var targetRow = width == padded ? (nint)_n : padded;
        if (width != padded && !fromZero)
        {
            CopyRows(c, _n, target, padded, rows, width);
        }

        var start = fromZero ? buffers.Zeros : target;
        var (aRow, aStep) = _transposeA ? (1, TileRows) : ((nint)_k, 1);
        var operands = new TileOperands(block.K, aRow, aStep, padded, fromZero ? 0 : targetRow, targetRow);
        RowsProduct<TLanes, TVector>.Multiply(operands, a, panel, start, target, rows, padded / TLanes.Count);
        if (width != padded)
        {
            CopyRows(target, padded, c, _n, rows, width);
        }
    }

    /// <summary>[k, rows] in groups of eight rows, each group [k, 8].</summary>
    private void PackA(float* a, float* packed, int rows, int k)
    {
        for (var i = 0; i < rows; i += TileRows, packed += TileRows * k)
        {
            PackedPanels.Pack(a + i, _m, packed, k, Math.Min(TileRows, rows - i), TileRows);
        }
    }

    private static void CopyRows(float* from, nint fromRow, float* to, nint toRow, int rows, int width)
    {
        for (var row = 0; row < rows; row++, from += fromRow, to += toRow)
        {
            new ReadOnlySpan<float>(from, width).CopyTo(new Span<float>(to, width));
        }
    }

    private static int Padded<TLanes, TVector>(int width)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => (width + TLanes.Count - 1) / TLanes.Count * TLanes.Count;

    /// <summary>Part of the product: so many columns from a first one, and so many terms of the sums.</summary>
    private readonly record struct Block(int Column, int N, int P, int K);

    /// <summary>The thread's own memory.</summary>
    private readonly struct Buffers(float* b, float* a, float* edge, float* zeros)
    {
        public readonly float* B = b;
        public readonly float* A = a;
        public readonly float* Edge = edge;
        public readonly float* Zeros = zeros;
    }
}
