using System.Runtime.CompilerServices;
using StreamHost.Numerics.Memory;
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
    /// <summary>Rows and columns that are computed together.</summary>
    private const int TileSize = 3;

    private readonly bool _conjugate = conjugate;

    /// <summary>Writes c, [rows, columns, groups], or adds to it.</summary>
    public void Multiply(SpectraByFrequency a, SpectraByFrequency b, SpectraByFrequency c, bool isAdded = false) => Shards.Run(a.Blocks, block =>
    {
        var ahead = new BlockAhead(a.Block(block + 1), a.Rows, b.Block(block + 1));
        var action = new BlockAction(this, a.Block(block), b.Block(block), c.Block(block), isAdded, ahead);
        Widths.Run(ref action);
    });

    private readonly struct BlockAction(SpectralProduct product, float* a, float* b, float* c, bool isAdded, BlockAhead ahead) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            if (product._conjugate)
                product.Block<TLanes, TVector, ConjugateSign<TLanes, TVector>>(a, b, c, isAdded, ahead);
            else
                product.Block<TLanes, TVector, PlainSign<TLanes, TVector>>(a, b, c, isAdded, ahead);
        }
    }

    private void Block<TLanes, TVector, TSign>(float* a, float* b, float* c, bool isAdded, BlockAhead ahead)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var spectrum = 2 * (nint)TLanes.Count;
        var tiles = 0;
        for (var group = 0; group < groups; group++, a += spectrum, b += spectrum, c += spectrum)
        {
            for (var row = 0; row < rows; row += TileSize)
            {
                for (var column = 0; column < columns; column += TileSize)
                {
                    var aTile = a + (row * left.Line * spectrum);
                    var bTile = b + (column * right.Line * spectrum);
                    var cTile = c + (((row * columns) + column) * groups * spectrum);
                    if (row + TileSize <= rows && column + TileSize <= columns)
                        Tile3x3<TLanes, TVector, TSign>(aTile, bTile, cTile, isAdded, ahead.From(tiles++ * (nint)terms, spectrum));
                    else
                        Rest<TLanes, TVector, TSign>(aTile, bTile, cTile, isAdded, Math.Min(TileSize, rows - row), Math.Min(TileSize, columns - column));
                }
            }
        }
    }

    /// <summary>What is left at the ends: some columns of each row that is left, all rows of each column that is left.</summary>
    private void Rest<TLanes, TVector, TSign>(float* a, float* b, float* c, bool isAdded, int someRows, int someColumns)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        var spectrum = 2 * (nint)TLanes.Count;
        for (var row = 0; row < someRows && someColumns == TileSize; row++)
            Tile1x3<TLanes, TVector, TSign>(a + (row * left.Line * spectrum), b, c + (row * columns * groups * spectrum), isAdded);
        for (var column = 0; column < someColumns && someColumns < TileSize; column++)
        {
            for (var row = 0; row < someRows; row++)
            {
                Tile1x1<TLanes, TVector, TSign>(
                    a + (row * left.Line * spectrum), b + (column * right.Line * spectrum), c + (((row * columns) + column) * groups * spectrum), isAdded);
            }
        }
    }

    private void Tile1x1<TLanes, TVector, TSign>(float* a, float* b, float* c, bool isAdded)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        TVector r0 = default, i0 = default;
        if (isAdded)
            ComplexVector.Load<TLanes, TVector>(c, ref r0, ref i0);
        var (aStep, bStep) = (left.Term * (nint)(2 * TLanes.Count), right.Term * (nint)(2 * TLanes.Count));
        for (var k = 0; k < terms; k++, a += aStep, b += bStep)
            TSign.Add(TLanes.Load(a), TLanes.Load(a + TLanes.Count), TLanes.Load(b), TLanes.Load(b + TLanes.Count), ref r0, ref i0);
        ComplexVector.Store<TLanes, TVector>(c, r0, i0);
    }

    private void Tile1x3<TLanes, TVector, TSign>(float* a, float* b, float* c, bool isAdded)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        TVector r0 = default, i0 = default, r1 = default, i1 = default, r2 = default, i2 = default;
        var width = TLanes.Count;
        var aside = groups * (nint)(2 * width);
        if (isAdded)
            Load<TLanes, TVector>(c, aside, ref r0, ref i0, ref r1, ref i1, ref r2, ref i2);
        var (aStep, bStep, bNext) = (left.Term * (nint)(2 * width), right.Term * (nint)(2 * width), right.Line * (nint)(2 * width));
        for (var k = 0; k < terms; k++, a += aStep, b += bStep)
        {
            var x = TLanes.Load(a);
            var y = TLanes.Load(a + width);
            TSign.Add(x, y, TLanes.Load(b), TLanes.Load(b + width), ref r0, ref i0);
            TSign.Add(x, y, TLanes.Load(b + bNext), TLanes.Load(b + bNext + width), ref r1, ref i1);
            TSign.Add(x, y, TLanes.Load(b + (2 * bNext)), TLanes.Load(b + (2 * bNext) + width), ref r2, ref i2);
        }

        Store<TLanes, TVector>(c, aside, r0, i0, r1, i1, r2, i2);
    }

    /// <summary>Nine sums with six vectors of each term: as many as stay in 32 registers with some to spare, and 36 operations for 12 loads.</summary>
    private void Tile3x3<TLanes, TVector, TSign>(float* a, float* b, float* c, bool isAdded, float* ahead)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TSign : struct, ISign<TLanes, TVector>
    {
        TVector r00 = default, i00 = default, r01 = default, i01 = default, r02 = default, i02 = default;
        TVector r10 = default, i10 = default, r11 = default, i11 = default, r12 = default, i12 = default;
        TVector r20 = default, i20 = default, r21 = default, i21 = default, r22 = default, i22 = default;
        var width = TLanes.Count;
        var next = columns * groups * (nint)(2 * width);
        var aside = groups * (nint)(2 * width);
        if (isAdded)
        {
            Load<TLanes, TVector>(c, aside, ref r00, ref i00, ref r01, ref i01, ref r02, ref i02);
            Load<TLanes, TVector>(c + next, aside, ref r10, ref i10, ref r11, ref i11, ref r12, ref i12);
            Load<TLanes, TVector>(c + (2 * next), aside, ref r20, ref i20, ref r21, ref i21, ref r22, ref i22);
        }

        var (aStep, bStep) = (left.Term * (nint)(2 * width), right.Term * (nint)(2 * width));
        var (aNext, bNext) = (left.Line * (nint)(2 * width), right.Line * (nint)(2 * width));
        for (var k = 0; k < terms; k++, a += aStep, b += bStep, ahead += 2 * width)
        {
            Prefetch.Line(ahead);
            Prefetch.Line(ahead + width);
            var b0 = TLanes.Load(b);
            var b0i = TLanes.Load(b + width);
            var b1 = TLanes.Load(b + bNext);
            var b1i = TLanes.Load(b + bNext + width);
            var b2 = TLanes.Load(b + (2 * bNext));
            var b2i = TLanes.Load(b + (2 * bNext) + width);
            var x = TLanes.Load(a);
            var y = TLanes.Load(a + width);
            TSign.Add(x, y, b0, b0i, ref r00, ref i00);
            TSign.Add(x, y, b1, b1i, ref r01, ref i01);
            TSign.Add(x, y, b2, b2i, ref r02, ref i02);
            x = TLanes.Load(a + aNext);
            y = TLanes.Load(a + aNext + width);
            TSign.Add(x, y, b0, b0i, ref r10, ref i10);
            TSign.Add(x, y, b1, b1i, ref r11, ref i11);
            TSign.Add(x, y, b2, b2i, ref r12, ref i12);
            x = TLanes.Load(a + (2 * aNext));
            y = TLanes.Load(a + (2 * aNext) + width);
            TSign.Add(x, y, b0, b0i, ref r20, ref i20);
            TSign.Add(x, y, b1, b1i, ref r21, ref i21);
            TSign.Add(x, y, b2, b2i, ref r22, ref i22);
        }

        Store<TLanes, TVector>(c, aside, r00, i00, r01, i01, r02, i02);
        Store<TLanes, TVector>(c + next, aside, r10, i10, r11, i11, r12, i12);
        Store<TLanes, TVector>(c + (2 * next), aside, r20, i20, r21, i21, r22, i22);
    }

    /// <summary>The operands of the next block, to be asked for while this one is computed.</summary>
    private readonly struct BlockAhead(float* a, int rows, float* b)
    {
        /// <summary>The spectra from a number on, those of a before those of b.</summary>
        public float* From(nint number, nint spectrum) => number < rows ? a + (number * spectrum) : b + ((number - rows) * spectrum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TLanes, TVector>(
        float* c, nint aside, ref TVector r0, ref TVector i0, ref TVector r1, ref TVector i1, ref TVector r2, ref TVector i2)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        ComplexVector.Load<TLanes, TVector>(c, ref r0, ref i0);
        ComplexVector.Load<TLanes, TVector>(c + aside, ref r1, ref i1);
        ComplexVector.Load<TLanes, TVector>(c + (2 * aside), ref r2, ref i2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, TVector>(float* c, nint aside, TVector r0, TVector i0, TVector r1, TVector i1, TVector r2, TVector i2)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        ComplexVector.Store<TLanes, TVector>(c, r0, i0);
        ComplexVector.Store<TLanes, TVector>(c + aside, r1, i1);
        ComplexVector.Store<TLanes, TVector>(c + (2 * aside), r2, i2);
    }
}
