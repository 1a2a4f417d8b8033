using System.Runtime.CompilerServices;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Fourier;

/// <summary>
/// One pass of a Stockham transform (decimation in frequency, the results in order) over elements that are vectors: with m the
/// terms left and s the results side by side, element q + s (p + m k), k below the radix, gives element q + s (radix p + j),
/// turned by e^(-2 pi i p j / (radix m)).
/// </summary>
internal static unsafe partial class Butterflies<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Runs a pass.</summary>
    /// <param name="radix">2, 3, 4, 5, 7 or 8.</param>
    /// <param name="m">Terms left after it.</param>
    /// <param name="s">Results side by side before it.</param>
    /// <param name="twiddles">[m, radix - 1, 2].</param>
    /// <param name="x">What is read.</param>
    /// <param name="y">What is written; another place.</param>
    public static void Pass(int radix, int m, int s, float* twiddles, in SplitElements x, in SplitElements y)
    {
        switch (radix)
        {
            case 2:
                Pass<Radix2>(2, m, s, twiddles, x, y);
                break;
            case 3:
                Pass<Radix3>(3, m, s, twiddles, x, y);
                break;
            case 4:
                Pass<Radix4>(4, m, s, twiddles, x, y);
                break;
            case 5:
                Pass<Radix5>(5, m, s, twiddles, x, y);
                break;
            case 7:
                Pass<Radix7>(7, m, s, twiddles, x, y);
                break;
            default:
                Pass<Radix8>(8, m, s, twiddles, x, y);
                break;
        }
    }

    private static void Pass<TRadix>(int radix, int m, int s, float* twiddles, in SplitElements x, in SplitElements y)
        where TRadix : struct, IButterfly
    {
        var (from, to) = (x, y);
        var width = 2 * (radix - 1);
        for (var p = 0; p < m; p++)
        {
            if (p == 0)
                TRadix.Run<Unturned>(s, m, null, from, to);
            else
                TRadix.Run<Turned>(s, m, twiddles + (p * width), from, to);
            from = from.From(s);
            to = to.From(radix * s);
        }
    }

    private interface IButterfly
    {
        /// <summary>All q of one p.</summary>
        static abstract void Run<TTurn>(int s, int m, float* w, SplitElements x, SplitElements y)
            where TTurn : struct, ITurn;
    }

    private interface ITurn
    {
        /// <summary>Writes a result, turned.</summary>
        static abstract void Store(TVector real, TVector imaginary, float* w, float* toReal, float* toImaginary);
    }

    private readonly struct Unturned : ITurn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector real, TVector imaginary, float* w, float* toReal, float* toImaginary)
        {
            TLanes.Store(real, toReal);
            TLanes.Store(imaginary, toImaginary);
        }
    }

    private readonly struct Turned : ITurn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector real, TVector imaginary, float* w, float* toReal, float* toImaginary)
        {
            var (cos, sin) = (TLanes.Fill(w[0]), TLanes.Fill(w[1]));
            TLanes.Store(TLanes.NegativeMultiplyAdd(imaginary, sin, TLanes.Multiply(real, cos)), toReal);
            TLanes.Store(TLanes.MultiplyAdd(imaginary, cos, TLanes.Multiply(real, sin)), toImaginary);
        }
    }

    private readonly struct Radix2 : IButterfly
    {
        public static void Run<TTurn>(int s, int m, float* w, SplitElements x, SplitElements y)
            where TTurn : struct, ITurn
        {
            var (xNext, yNext) = (x.Step * s * m, y.Step * s);
            for (var q = 0; q < s; q++)
            {
                var (ar, ai) = (TLanes.Load(x.Real), TLanes.Load(x.Imaginary));
                var (br, bi) = (TLanes.Load(x.Real + xNext), TLanes.Load(x.Imaginary + xNext));
                Unturned.Store(TLanes.Add(ar, br), TLanes.Add(ai, bi), null, y.Real, y.Imaginary);
                TTurn.Store(TLanes.Subtract(ar, br), TLanes.Subtract(ai, bi), w, y.Real + yNext, y.Imaginary + yNext);
                x = x.From(1);
                y = y.From(1);
            }
        }
    }

    private readonly struct Radix3 : IButterfly
    {
        public static void Run<TTurn>(int s, int m, float* w, SplitElements x, SplitElements y)
            where TTurn : struct, ITurn
        {
            var (xNext, yNext) = (x.Step * s * m, y.Step * s);
            var (half, sine) = (TLanes.Fill(-0.5f), TLanes.Fill(0.8660254037844386f));
            for (var q = 0; q < s; q++)
            {
                var (ar, ai) = (TLanes.Load(x.Real), TLanes.Load(x.Imaginary));
                var (br, bi) = (TLanes.Load(x.Real + xNext), TLanes.Load(x.Imaginary + xNext));
                var (cr, ci) = (TLanes.Load(x.Real + (2 * xNext)), TLanes.Load(x.Imaginary + (2 * xNext)));
                var (sumR, sumI) = (TLanes.Add(br, cr), TLanes.Add(bi, ci));
                var (awayR, awayI) = (TLanes.Multiply(sine, TLanes.Subtract(br, cr)), TLanes.Multiply(sine, TLanes.Subtract(bi, ci)));
                var (middleR, middleI) = (TLanes.MultiplyAdd(half, sumR, ar), TLanes.MultiplyAdd(half, sumI, ai));
                Unturned.Store(TLanes.Add(ar, sumR), TLanes.Add(ai, sumI), null, y.Real, y.Imaginary);
                TTurn.Store(TLanes.Add(middleR, awayI), TLanes.Subtract(middleI, awayR), w, y.Real + yNext, y.Imaginary + yNext);
                TTurn.Store(TLanes.Subtract(middleR, awayI), TLanes.Add(middleI, awayR), w + 2, y.Real + (2 * yNext), y.Imaginary + (2 * yNext));
                x = x.From(1);
                y = y.From(1);
            }
        }
    }

    private readonly struct Radix4 : IButterfly
    {
        public static void Run<TTurn>(int s, int m, float* w, SplitElements x, SplitElements y)
            where TTurn : struct, ITurn
        {
            var (xNext, yNext) = (x.Step * s * m, y.Step * s);
            for (var q = 0; q < s; q++)
            {
                var (ar, ai) = (TLanes.Load(x.Real), TLanes.Load(x.Imaginary));
                var (br, bi) = (TLanes.Load(x.Real + xNext), TLanes.Load(x.Imaginary + xNext));
                var (cr, ci) = (TLanes.Load(x.Real + (2 * xNext)), TLanes.Load(x.Imaginary + (2 * xNext)));
                var (dr, di) = (TLanes.Load(x.Real + (3 * xNext)), TLanes.Load(x.Imaginary + (3 * xNext)));
                var (acR, acI, acr, aci) = (TLanes.Add(ar, cr), TLanes.Add(ai, ci), TLanes.Subtract(ar, cr), TLanes.Subtract(ai, ci));
                var (bdR, bdI, bdr, bdi) = (TLanes.Add(br, dr), TLanes.Add(bi, di), TLanes.Subtract(br, dr), TLanes.Subtract(bi, di));
                Unturned.Store(TLanes.Add(acR, bdR), TLanes.Add(acI, bdI), null, y.Real, y.Imaginary);
                TTurn.Store(TLanes.Add(acr, bdi), TLanes.Subtract(aci, bdr), w, y.Real + yNext, y.Imaginary + yNext);
                TTurn.Store(TLanes.Subtract(acR, bdR), TLanes.Subtract(acI, bdI), w + 2, y.Real + (2 * yNext), y.Imaginary + (2 * yNext));
                TTurn.Store(TLanes.Subtract(acr, bdi), TLanes.Add(aci, bdr), w + 4, y.Real + (3 * yNext), y.Imaginary + (3 * yNext));
                x = x.From(1);
                y = y.From(1);
            }
        }
    }
}
