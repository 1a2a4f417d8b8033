using System.Runtime.CompilerServices;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Products of complex matrices, one for every frequency: c[r, s] = sum over k of a[r, k] b[s, k], or with b's conjugate. A
/// vector holds as many frequencies as it has lanes, so that nothing is ever shuffled.
/// </summary>
/// <param name="rows">Rows of c.</param>
/// <param name="columns">Columns of c.</param>
/// <param name="terms">Terms of each sum.</param>
/// <param name="left">How a lies.</param>
/// <param name="right">How b lies; its lines are the columns of c.</param>
/// <param name="conjugate">Whether b's conjugate is meant.</param>
/// <param name="groups">Products side by side: group g of a, b and c begins g spectra further than the first.</param>
internal sealed unsafe class SpectralProduct(int rows, int columns, int terms, SpectralOperand left, SpectralOperand right, bool conjugate, int groups = 1)
{
    private readonly bool _conjugate = conjugate;

    /// <summary>Computes c, [rows, columns, groups].</summary>
    public Spectra Multiply(Spectra a, Spectra b)
    {
        var c = new Spectra(rows * columns * groups, a.Blocks);
        Shards.Run(a.Blocks, block =>
        {
            var action = new BlockAction(this, a.Block(block), b.Block(block), c.Block(block));
            Widths.Run(ref action);
        });
        return c;
    }

    private readonly struct BlockAction(SpectralProduct product, float* a, float* b, float* c) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            if (product._conjugate)
                product.Block<TLanes, TVector, Conjugated<TLanes, TVector>>(a, b, c);
            else
                product.Block<TLanes, TVector, Plain<TLanes, TVector>>(a, b, c);
        }
    }

    private void Block<TLanes, TVector, TSign>(float* a, float* b, float* c)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var spectrum = 2 * (nint)TLanes.Count;
        for (var group = 0; group < groups; group++, a += spectrum, b += spectrum, c += spectrum)
        {
            for (var row = 0; row < rows; row += 4)
            {
                for (var column = 0; column < columns; column += 2)
                {
                    var aTile = a + (row * left.Line * spectrum);
                    var bTile = b + (column * right.Line * spectrum);
                    var cTile = c + (((row * columns) + column) * groups * spectrum);
                    if (row + 4 <= rows && column + 2 <= columns)
                        Tile4x2<TLanes, TVector, TSign>(aTile, bTile, cTile);
                    else
                        Rest<TLanes, TVector, TSign>(aTile, bTile, cTile, Math.Min(4, rows - row), Math.Min(2, columns - column));
                }
            }
        }
    }

    private void Rest<TLanes, TVector, TSign>(float* a, float* b, float* c, int someRows, int someColumns)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var spectrum = 2 * (nint)TLanes.Count;
        for (var row = 0; row < someRows; row++)
        {
            for (var column = 0; column < someColumns; column++)
            {
                Tile1x1<TLanes, TVector, TSign>(
                    a + (row * left.Line * spectrum), b + (column * right.Line * spectrum), c + (((row * columns) + column) * groups * spectrum));
            }
        }
    }

    private void Tile1x1<TLanes, TVector, TSign>(float* a, float* b, float* c)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var real = TLanes.Fill(0);
        var imaginary = TLanes.Fill(0);
        var (aStep, bStep) = (left.Term * (nint)(2 * TLanes.Count), right.Term * (nint)(2 * TLanes.Count));
        for (var k = 0; k < terms; k++, a += aStep, b += bStep)
            TSign.Add(TLanes.Load(a), TLanes.Load(a + TLanes.Count), TLanes.Load(b), TLanes.Load(b + TLanes.Count), ref real, ref imaginary);
        TLanes.Store(real, c);
        TLanes.Store(imaginary, c + TLanes.Count);
    }

    private void Tile4x2<TLanes, TVector, TSign>(float* a, float* b, float* c)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var zero = TLanes.Fill(0);
        TVector r00 = zero, i00 = zero, r01 = zero, i01 = zero, r10 = zero, i10 = zero, r11 = zero, i11 = zero;
        TVector r20 = zero, i20 = zero, r21 = zero, i21 = zero, r30 = zero, i30 = zero, r31 = zero, i31 = zero;
        var width = TLanes.Count;
        var (aStep, bStep) = (left.Term * (nint)(2 * width), right.Term * (nint)(2 * width));
        var (aNext, bNext) = (left.Line * (nint)(2 * width), right.Line * (nint)(2 * width));
        for (var k = 0; k < terms; k++, a += aStep, b += bStep)
        {
            var b0 = TLanes.Load(b);
            var b0i = TLanes.Load(b + width);
            var b1 = TLanes.Load(b + bNext);
            var b1i = TLanes.Load(b + bNext + width);
            var x = TLanes.Load(a);
            var y = TLanes.Load(a + width);
            TSign.Add(x, y, b0, b0i, ref r00, ref i00);
            TSign.Add(x, y, b1, b1i, ref r01, ref i01);
            x = TLanes.Load(a + aNext);
            y = TLanes.Load(a + aNext + width);
            TSign.Add(x, y, b0, b0i, ref r10, ref i10);
            TSign.Add(x, y, b1, b1i, ref r11, ref i11);
            x = TLanes.Load(a + (2 * aNext));
            y = TLanes.Load(a + (2 * aNext) + width);
            TSign.Add(x, y, b0, b0i, ref r20, ref i20);
            TSign.Add(x, y, b1, b1i, ref r21, ref i21);
            x = TLanes.Load(a + (3 * aNext));
            y = TLanes.Load(a + (3 * aNext) + width);
            TSign.Add(x, y, b0, b0i, ref r30, ref i30);
            TSign.Add(x, y, b1, b1i, ref r31, ref i31);
        }

        var next = columns * groups * (nint)(2 * width);
        var aside = groups * (nint)(2 * width);
        Store<TLanes, TVector>(c, aside, r00, i00, r01, i01);
        Store<TLanes, TVector>(c + next, aside, r10, i10, r11, i11);
        Store<TLanes, TVector>(c + (2 * next), aside, r20, i20, r21, i21);
        Store<TLanes, TVector>(c + (3 * next), aside, r30, i30, r31, i31);
    }

    private static void Store<TLanes, TVector>(float* c, nint aside, TVector r0, TVector i0, TVector r1, TVector i1)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TLanes.Store(r0, c);
        TLanes.Store(i0, c + TLanes.Count);
        TLanes.Store(r1, c + aside);
        TLanes.Store(i1, c + aside + TLanes.Count);
    }

    private interface ISign<TLanes, TVector>
    {
        /// <summary>real + i imaginary += (x + i y)(b + i c), or with b - i c.</summary>
        static abstract void Add(TVector x, TVector y, TVector b, TVector c, ref TVector real, ref TVector imaginary);
    }

    private readonly struct Plain<TLanes, TVector> : ISign<TLanes, TVector>
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add(TVector x, TVector y, TVector b, TVector c, ref TVector real, ref TVector imaginary)
        {
            real = TLanes.MultiplyAdd(x, b, TLanes.NegativeMultiplyAdd(y, c, real));
            imaginary = TLanes.MultiplyAdd(x, c, TLanes.MultiplyAdd(y, b, imaginary));
        }
    }

    private readonly struct Conjugated<TLanes, TVector> : ISign<TLanes, TVector>
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add(TVector x, TVector y, TVector b, TVector c, ref TVector real, ref TVector imaginary)
        {
            real = TLanes.MultiplyAdd(x, b, TLanes.MultiplyAdd(y, c, real));
            imaginary = TLanes.NegativeMultiplyAdd(x, c, TLanes.MultiplyAdd(y, b, imaginary));
        }
    }
}
