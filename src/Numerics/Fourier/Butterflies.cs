using System.Runtime.CompilerServices;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Fourier;

/// <summary>
/// The passes of a Stockham transform (decimation in frequency, the results in order) over elements that are vectors: with m the
/// terms left and s the results side by side, element q + s (p + m k), k below the radix, gives element q + s (radix p + j),
/// turned by e^(-2 pi i p j / (radix m)).
/// </summary>
internal static unsafe partial class Butterflies<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private interface IButterfly
    {
        /// <summary>Some butterflies that follow each other.</summary>
        /// <param name="count">How many.</param>
        /// <param name="w">The twiddles of the first; not read where nothing is turned.</param>
        /// <param name="wStep">Floats to those of the next; 0 where they are the same.</param>
        /// <param name="x">The first term of the first; that of the next lies behind it.</param>
        /// <param name="xNext">Floats from a term to the next.</param>
        /// <param name="y">The first result of the first.</param>
        /// <param name="yNext">Floats from a result to the next.</param>
        /// <param name="yStep">Elements to the first result of the next butterfly.</param>
        static abstract void Run<TTurn>(int count, float* w, nint wStep, SplitElements x, nint xNext, SplitElements y, nint yNext, nint yStep)
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
        public static void Run<TTurn>(int count, float* w, nint wStep, SplitElements x, nint xNext, SplitElements y, nint yNext, nint yStep)
            where TTurn : struct, ITurn
        {
            for (var i = 0; i < count; i++)
            {
                var (ar, ai) = (TLanes.Load(x.Real), TLanes.Load(x.Imaginary));
                var (br, bi) = (TLanes.Load(x.Real + xNext), TLanes.Load(x.Imaginary + xNext));
                Unturned.Store(TLanes.Add(ar, br), TLanes.Add(ai, bi), null, y.Real, y.Imaginary);
                TTurn.Store(TLanes.Subtract(ar, br), TLanes.Subtract(ai, bi), w, y.Real + yNext, y.Imaginary + yNext);
                x = x.From(1);
                y = y.From(yStep);
                w += wStep;
            }
        }
    }

    private readonly struct Radix3 : IButterfly
    {
        public static void Run<TTurn>(int count, float* w, nint wStep, SplitElements x, nint xNext, SplitElements y, nint yNext, nint yStep)
            where TTurn : struct, ITurn
        {
            var (half, sine) = (TLanes.Fill(-0.5f), TLanes.Fill(0.8660254037844386f));
            for (var i = 0; i < count; i++)
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
                y = y.From(yStep);
                w += wStep;
            }
        }
    }

    private readonly struct Radix4 : IButterfly
    {
        public static void Run<TTurn>(int count, float* w, nint wStep, SplitElements x, nint xNext, SplitElements y, nint yNext, nint yStep)
            where TTurn : struct, ITurn
        {
            for (var i = 0; i < count; i++)
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
                y = y.From(yStep);
                w += wStep;
            }
        }
    }
}
