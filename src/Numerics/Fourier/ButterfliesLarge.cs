using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Fourier;

/// <content>The butterflies of five, of seven and of eight.</content>
internal static unsafe partial class Butterflies<TLanes, TVector>
{
    private readonly struct Radix5 : IButterfly
    {
        public static void Run<TTurn>(int count, float* w, nint wStep, SplitElements x, nint xNext, SplitElements y, nint yNext, nint yStep)
            where TTurn : struct, ITurn
        {
            var (cos1, sin1) = (TLanes.Fill(0.30901699437494745f), TLanes.Fill(0.9510565162951535f));
            var (cos2, sin2) = (TLanes.Fill(-0.8090169943749475f), TLanes.Fill(0.5877852522924731f));
            for (var i = 0; i < count; i++)
            {
                var (ar, ai) = (TLanes.Load(x.Real), TLanes.Load(x.Imaginary));
                var (br, bi) = (TLanes.Load(x.Real + xNext), TLanes.Load(x.Imaginary + xNext));
                var (cr, ci) = (TLanes.Load(x.Real + (2 * xNext)), TLanes.Load(x.Imaginary + (2 * xNext)));
                var (dr, di) = (TLanes.Load(x.Real + (3 * xNext)), TLanes.Load(x.Imaginary + (3 * xNext)));
                var (er, ei) = (TLanes.Load(x.Real + (4 * xNext)), TLanes.Load(x.Imaginary + (4 * xNext)));
                var (beR, beI, ber, bei) = (TLanes.Add(br, er), TLanes.Add(bi, ei), TLanes.Subtract(br, er), TLanes.Subtract(bi, ei));
                var (cdR, cdI, cdr, cdi) = (TLanes.Add(cr, dr), TLanes.Add(ci, di), TLanes.Subtract(cr, dr), TLanes.Subtract(ci, di));
                var (m1r, m1i) = (TLanes.MultiplyAdd(cos2, cdR, TLanes.MultiplyAdd(cos1, beR, ar)), TLanes.MultiplyAdd(cos2, cdI, TLanes.MultiplyAdd(cos1, beI, ai)));
                var (m2r, m2i) = (TLanes.MultiplyAdd(cos1, cdR, TLanes.MultiplyAdd(cos2, beR, ar)), TLanes.MultiplyAdd(cos1, cdI, TLanes.MultiplyAdd(cos2, beI, ai)));
                var (n1r, n1i) = (TLanes.MultiplyAdd(sin2, cdr, TLanes.Multiply(sin1, ber)), TLanes.MultiplyAdd(sin2, cdi, TLanes.Multiply(sin1, bei)));
                var (n2r, n2i) = (TLanes.NegativeMultiplyAdd(sin1, cdr, TLanes.Multiply(sin2, ber)), TLanes.NegativeMultiplyAdd(sin1, cdi, TLanes.Multiply(sin2, bei)));
                Unturned.Store(TLanes.Add(ar, TLanes.Add(beR, cdR)), TLanes.Add(ai, TLanes.Add(beI, cdI)), null, y.Real, y.Imaginary);
                TTurn.Store(TLanes.Add(m1r, n1i), TLanes.Subtract(m1i, n1r), w, y.Real + yNext, y.Imaginary + yNext);
                TTurn.Store(TLanes.Add(m2r, n2i), TLanes.Subtract(m2i, n2r), w + 2, y.Real + (2 * yNext), y.Imaginary + (2 * yNext));
                TTurn.Store(TLanes.Subtract(m2r, n2i), TLanes.Add(m2i, n2r), w + 4, y.Real + (3 * yNext), y.Imaginary + (3 * yNext));
                TTurn.Store(TLanes.Subtract(m1r, n1i), TLanes.Add(m1i, n1r), w + 6, y.Real + (4 * yNext), y.Imaginary + (4 * yNext));
                x = x.From(1);
                y = y.From(yStep);
                w += wStep;
            }
        }
    }

    private readonly struct Radix7 : IButterfly
    {
        public static void Run<TTurn>(int count, float* w, nint wStep, SplitElements x, nint xNext, SplitElements y, nint yNext, nint yStep)
            where TTurn : struct, ITurn
        {
            var (cos1, cos2, cos3) = (TLanes.Fill(0.6234898018587336f), TLanes.Fill(-0.2225209339563144f), TLanes.Fill(-0.9009688679024191f));
            var (sin1, sin2, sin3) = (TLanes.Fill(0.7818314824680298f), TLanes.Fill(0.9749279121818236f), TLanes.Fill(0.4338837391175581f));
            for (var i = 0; i < count; i++)
            {
                var (ar, ai) = (TLanes.Load(x.Real), TLanes.Load(x.Imaginary));
                var (br, bi) = (TLanes.Load(x.Real + xNext), TLanes.Load(x.Imaginary + xNext));
                var (cr, ci) = (TLanes.Load(x.Real + (2 * xNext)), TLanes.Load(x.Imaginary + (2 * xNext)));
                var (dr, di) = (TLanes.Load(x.Real + (3 * xNext)), TLanes.Load(x.Imaginary + (3 * xNext)));
                var (er, ei) = (TLanes.Load(x.Real + (4 * xNext)), TLanes.Load(x.Imaginary + (4 * xNext)));
                var (fr, fi) = (TLanes.Load(x.Real + (5 * xNext)), TLanes.Load(x.Imaginary + (5 * xNext)));
                var (gr, gi) = (TLanes.Load(x.Real + (6 * xNext)), TLanes.Load(x.Imaginary + (6 * xNext)));
                var (bgR, bgI, bgr, bgi) = (TLanes.Add(br, gr), TLanes.Add(bi, gi), TLanes.Subtract(br, gr), TLanes.Subtract(bi, gi));
                var (cfR, cfI, cfr, cfi) = (TLanes.Add(cr, fr), TLanes.Add(ci, fi), TLanes.Subtract(cr, fr), TLanes.Subtract(ci, fi));
                var (deR, deI, der, dei) = (TLanes.Add(dr, er), TLanes.Add(di, ei), TLanes.Subtract(dr, er), TLanes.Subtract(di, ei));
                Unturned.Store(TLanes.Add(TLanes.Add(ar, bgR), TLanes.Add(cfR, deR)), TLanes.Add(TLanes.Add(ai, bgI), TLanes.Add(cfI, deI)), null, y.Real, y.Imaginary);
                var (m1r, m1i) = (TLanes.MultiplyAdd(cos3, deR, TLanes.MultiplyAdd(cos2, cfR, TLanes.MultiplyAdd(cos1, bgR, ar))), TLanes.MultiplyAdd(cos3, deI, TLanes.MultiplyAdd(cos2, cfI, TLanes.MultiplyAdd(cos1, bgI, ai))));
                var (n1r, n1i) = (TLanes.MultiplyAdd(sin3, der, TLanes.MultiplyAdd(sin2, cfr, TLanes.Multiply(sin1, bgr))), TLanes.MultiplyAdd(sin3, dei, TLanes.MultiplyAdd(sin2, cfi, TLanes.Multiply(sin1, bgi))));
                TTurn.Store(TLanes.Add(m1r, n1i), TLanes.Subtract(m1i, n1r), w, y.Real + yNext, y.Imaginary + yNext);
                TTurn.Store(TLanes.Subtract(m1r, n1i), TLanes.Add(m1i, n1r), w + 10, y.Real + (6 * yNext), y.Imaginary + (6 * yNext));
                var (m2r, m2i) = (TLanes.MultiplyAdd(cos1, deR, TLanes.MultiplyAdd(cos3, cfR, TLanes.MultiplyAdd(cos2, bgR, ar))), TLanes.MultiplyAdd(cos1, deI, TLanes.MultiplyAdd(cos3, cfI, TLanes.MultiplyAdd(cos2, bgI, ai))));
                var (n2r, n2i) = (TLanes.NegativeMultiplyAdd(sin1, der, TLanes.NegativeMultiplyAdd(sin3, cfr, TLanes.Multiply(sin2, bgr))), TLanes.NegativeMultiplyAdd(sin1, dei, TLanes.NegativeMultiplyAdd(sin3, cfi, TLanes.Multiply(sin2, bgi))));
                TTurn.Store(TLanes.Add(m2r, n2i), TLanes.Subtract(m2i, n2r), w + 2, y.Real + (2 * yNext), y.Imaginary + (2 * yNext));
                TTurn.Store(TLanes.Subtract(m2r, n2i), TLanes.Add(m2i, n2r), w + 8, y.Real + (5 * yNext), y.Imaginary + (5 * yNext));
                var (m3r, m3i) = (TLanes.MultiplyAdd(cos2, deR, TLanes.MultiplyAdd(cos1, cfR, TLanes.MultiplyAdd(cos3, bgR, ar))), TLanes.MultiplyAdd(cos2, deI, TLanes.MultiplyAdd(cos1, cfI, TLanes.MultiplyAdd(cos3, bgI, ai))));
                var (n3r, n3i) = (TLanes.MultiplyAdd(sin2, der, TLanes.NegativeMultiplyAdd(sin1, cfr, TLanes.Multiply(sin3, bgr))), TLanes.MultiplyAdd(sin2, dei, TLanes.NegativeMultiplyAdd(sin1, cfi, TLanes.Multiply(sin3, bgi))));
                TTurn.Store(TLanes.Add(m3r, n3i), TLanes.Subtract(m3i, n3r), w + 4, y.Real + (3 * yNext), y.Imaginary + (3 * yNext));
                TTurn.Store(TLanes.Subtract(m3r, n3i), TLanes.Add(m3i, n3r), w + 6, y.Real + (4 * yNext), y.Imaginary + (4 * yNext));
                x = x.From(1);
                y = y.From(yStep);
                w += wStep;
            }
        }
    }

    /// <summary>Two butterflies of four, of the even and of the odd terms, and eighths of a turn between them.</summary>
    private readonly struct Radix8 : IButterfly
    {
        public static void Run<TTurn>(int count, float* w, nint wStep, SplitElements x, nint xNext, SplitElements y, nint yNext, nint yStep)
            where TTurn : struct, ITurn
        {
            var eighth = TLanes.Fill(0.7071067811865476f);
            for (var i = 0; i < count; i++)
            {
                Four(x, xNext, 0, out var e0r, out var e0i, out var e1r, out var e1i, out var e2r, out var e2i, out var e3r, out var e3i);
                Four(x, xNext, 1, out var o0r, out var o0i, out var o1r, out var o1i, out var o2r, out var o2i, out var o3r, out var o3i);

                // o1 (1 - i) / sqrt 2 and o3 (-1 - i) / sqrt 2; o2 is turned by a quarter where it is used.
                var (t1r, t1i) = (TLanes.Multiply(eighth, TLanes.Add(o1r, o1i)), TLanes.Multiply(eighth, TLanes.Subtract(o1i, o1r)));
                var (t3r, t3i) = (TLanes.Multiply(eighth, TLanes.Subtract(o3i, o3r)), TLanes.Multiply(eighth, TLanes.Add(o3r, o3i)));
                Unturned.Store(TLanes.Add(e0r, o0r), TLanes.Add(e0i, o0i), null, y.Real, y.Imaginary);
                TTurn.Store(TLanes.Add(e1r, t1r), TLanes.Add(e1i, t1i), w, y.Real + yNext, y.Imaginary + yNext);
                TTurn.Store(TLanes.Add(e2r, o2i), TLanes.Subtract(e2i, o2r), w + 2, y.Real + (2 * yNext), y.Imaginary + (2 * yNext));
                TTurn.Store(TLanes.Add(e3r, t3r), TLanes.Subtract(e3i, t3i), w + 4, y.Real + (3 * yNext), y.Imaginary + (3 * yNext));
                TTurn.Store(TLanes.Subtract(e0r, o0r), TLanes.Subtract(e0i, o0i), w + 6, y.Real + (4 * yNext), y.Imaginary + (4 * yNext));
                TTurn.Store(TLanes.Subtract(e1r, t1r), TLanes.Subtract(e1i, t1i), w + 8, y.Real + (5 * yNext), y.Imaginary + (5 * yNext));
                TTurn.Store(TLanes.Subtract(e2r, o2i), TLanes.Add(e2i, o2r), w + 10, y.Real + (6 * yNext), y.Imaginary + (6 * yNext));
                TTurn.Store(TLanes.Subtract(e3r, t3r), TLanes.Add(e3i, t3i), w + 12, y.Real + (7 * yNext), y.Imaginary + (7 * yNext));
                x = x.From(1);
                y = y.From(yStep);
                w += wStep;
            }
        }

        /// <summary>The butterfly of the terms at first, first + 2, first + 4, first + 6.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Four(
            in SplitElements x,
            nint next,
            int first,
            out TVector y0r,
            out TVector y0i,
            out TVector y1r,
            out TVector y1i,
            out TVector y2r,
            out TVector y2i,
            out TVector y3r,
            out TVector y3i)
        {
            var (real, imaginary) = ((nint)x.Real + (first * next * sizeof(float)), (nint)x.Imaginary + (first * next * sizeof(float)));
            var (ar, ai) = (TLanes.Load((float*)real), TLanes.Load((float*)imaginary));
            var (br, bi) = (TLanes.Load((float*)real + (2 * next)), TLanes.Load((float*)imaginary + (2 * next)));
            var (cr, ci) = (TLanes.Load((float*)real + (4 * next)), TLanes.Load((float*)imaginary + (4 * next)));
            var (dr, di) = (TLanes.Load((float*)real + (6 * next)), TLanes.Load((float*)imaginary + (6 * next)));
            var (acR, acI, acr, aci) = (TLanes.Add(ar, cr), TLanes.Add(ai, ci), TLanes.Subtract(ar, cr), TLanes.Subtract(ai, ci));
            var (bdR, bdI, bdr, bdi) = (TLanes.Add(br, dr), TLanes.Add(bi, di), TLanes.Subtract(br, dr), TLanes.Subtract(bi, di));
            (y0r, y0i) = (TLanes.Add(acR, bdR), TLanes.Add(acI, bdI));
            (y1r, y1i) = (TLanes.Add(acr, bdi), TLanes.Subtract(aci, bdr));
            (y2r, y2i) = (TLanes.Subtract(acR, bdR), TLanes.Subtract(acI, bdI));
            (y3r, y3i) = (TLanes.Subtract(acr, bdi), TLanes.Add(aci, bdr));
        }
    }
}
