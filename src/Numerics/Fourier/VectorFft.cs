using System.Runtime.Intrinsics;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Fourier;

/// <summary>
/// A transform of n = W M numbers whose vectors have W lanes: lane l of vector t is number W t + l. M-point transforms down the
/// columns do all lanes at once, with one twiddle for a whole vector; then each row is turned by e^(-2 pi i l k / n) and, W rows
/// at a time, transposed, so that the W-point transforms along the rows are passes over vectors too.
/// </summary>
internal sealed unsafe class VectorFft
{
    private readonly int _length;
    private readonly int _lanes;
    private readonly int _rows;
    private readonly Passes _columns;
    private readonly Passes? _along;
    private readonly AlignedMemory _turns;

    public VectorFft(int length)
    {
        (_length, _lanes) = (length, LanesFor(length));
        _rows = length / _lanes;
        _columns = Passes.Of(_rows);
        _along = _lanes > 1 ? Passes.Of(_lanes) : null;
        _turns = new AlignedMemory(_lanes > 1 ? 2 * length : 0);
        for (var row = 0; row < (_lanes > 1 ? _rows : 0); row++)
        {
            for (var lane = 0; lane < _lanes; lane++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * row * lane / length);
                _turns.Span[(row * 2 * _lanes) + lane] = (float)cos;
                _turns.Span[(((row * 2) + 1) * _lanes) + lane] = (float)sin;
            }
        }
    }

    /// <summary>Floats of scratch memory that a call needs: three squares of complex vectors, and room to begin on a boundary.</summary>
    public int ScratchLength => (6 * _lanes * _lanes) + (AlignedMemory.Alignment / sizeof(float));

    /// <summary>Whether a length has no prime above 7.</summary>
    public static bool Suits(int length) => Factors.Of(length) is not null;

    /// <summary>Transforms.</summary>
    /// <param name="xr">[length], real parts; overwritten.</param>
    /// <param name="xi">[length], imaginary parts; overwritten.</param>
    /// <param name="yr">[length], room.</param>
    /// <param name="yi">[length], room.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    /// <returns>Whether the result is in y, else it is in x.</returns>
    public bool Run(float* xr, float* xi, float* yr, float* yi, float* scratch)
    {
        var square = AlignedMemory.NextLine(scratch);
        return _lanes switch
        {
            16 => Run<Lanes512, Vector512<float>>(xr, xi, yr, yi, square),
            8 => Run<Lanes256, Vector256<float>>(xr, xi, yr, yi, square),
            4 => Run<Lanes128, Vector128<float>>(xr, xi, yr, yi, square),
            _ => Run<ScalarLane, float>(xr, xi, yr, yi, square),
        };
    }

    /// <summary>The widest vectors of this machine of which the numbers are at least a square.</summary>
    private static int LanesFor(int length)
    {
        for (var lanes = Widths.Floats; lanes > 1; lanes /= 2)
        {
            if (lanes >= 4 && length % lanes == 0 && length / lanes >= lanes)
                return lanes;
        }

        return 1;
    }

    private bool Run<TLanes, TVector>(float* xr, float* xi, float* yr, float* yi, float* square)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (x, y) = (new SplitElements(xr, xi, _lanes), new SplitElements(yr, yi, _lanes));
        var isInY = _columns.Count % 2 != 0;
        _columns.Run<TLanes, TVector>(x, y, x, isInY ? y : x);
        if (_along is null)
            return isInY;

        var (from, to) = isInY ? (y, x) : (x, y);
        for (var row = 0; row < _rows; row += _lanes)
            Along<TLanes, TVector>(from.From(row), row, to, square);
        return !isInY;
    }

    /// <summary>The transforms along some rows.</summary>
    private void Along<TLanes, TVector>(SplitElements rows, int first, SplitElements to, float* square)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var size = _lanes * _lanes;
        var count = Math.Min(_lanes, _rows - first);
        var turns = _turns.Start + (first * 2 * _lanes);
        for (var row = 0; row < count; row++, turns += 2 * _lanes)
        {
            var (re, im) = (TLanes.Load(rows.Real + (row * _lanes)), TLanes.Load(rows.Imaginary + (row * _lanes)));
            var (cos, sin) = (TLanes.Load(turns), TLanes.Load(turns + _lanes));
            TLanes.Store(TLanes.NegativeMultiplyAdd(im, sin, TLanes.Multiply(re, cos)), square + (row * _lanes));
            TLanes.Store(TLanes.MultiplyAdd(im, cos, TLanes.Multiply(re, sin)), square + size + (row * _lanes));
        }

        TLanes.Transpose(square, _lanes, square + (2 * size), _lanes);
        TLanes.Transpose(square + size, _lanes, square + (3 * size), _lanes);
        var transposed = new SplitElements(square + (2 * size), square + (3 * size), _lanes);
        var room = new SplitElements(square, square + size, _lanes);
        if (count == _lanes)
        {
            _along!.Run<TLanes, TVector>(transposed, room, transposed, new SplitElements(to.Real + first, to.Imaginary + first, _rows));
            return;
        }

        var end = new SplitElements(square + (4 * size), square + (5 * size), _lanes);
        _along!.Run<TLanes, TVector>(transposed, room, transposed, end);
        for (var k = 0; k < _lanes; k++)
        {
            new ReadOnlySpan<float>(end.Real + (k * _lanes), count).CopyTo(new Span<float>(to.Real + first + (k * _rows), count));
            new ReadOnlySpan<float>(end.Imaginary + (k * _lanes), count).CopyTo(new Span<float>(to.Imaginary + first + (k * _rows), count));
        }
    }
}
