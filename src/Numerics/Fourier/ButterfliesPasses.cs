using System.Runtime.CompilerServices;
using StreamHost.Numerics.Memory;

namespace StreamHost.Numerics.Fourier;

/// <content>A pass, and two that follow each other.</content>
internal static unsafe partial class Butterflies<TLanes, TVector>
{
    /// <summary>Elements between two passes that are run together: 16 KB with the widest vectors, which stay in the first cache.</summary>
    private const int MostBetween = 128;

    /// <summary>Runs a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="x">What is read.</param>
    /// <param name="y">What is written; another place.</param>
    public static void Run(in Pass pass, in SplitElements x, in SplitElements y) => With(pass.Radix, new Single(pass, x, y));

    /// <summary>Runs two passes that follow each other, butterflies of the second as soon as the first has made what they read: elements go through the caches once.</summary>
    /// <param name="first">The first.</param>
    /// <param name="second">The second.</param>
    /// <param name="x">What the first reads.</param>
    /// <param name="y">What the second writes; another place.</param>
    public static void Run(in Pass first, in Pass second, in SplitElements x, in SplitElements y) => With(first.Radix, new Double(first, second, x, y));

    private interface IRadixAction
    {
        void Run<TRadix>()
            where TRadix : struct, IButterfly;
    }

    private static void With<TAction>(int radix, TAction action)
        where TAction : struct, IRadixAction
    {
        switch (radix)
        {
            case 2:
                action.Run<Radix2>();
                break;
            case 3:
                action.Run<Radix3>();
                break;
            case 4:
                action.Run<Radix4>();
                break;
            case 5:
                action.Run<Radix5>();
                break;
            case 7:
                action.Run<Radix7>();
                break;
            default:
                action.Run<Radix8>();
                break;
        }
    }

    private readonly struct Single(Pass pass, SplitElements x, SplitElements y) : IRadixAction
    {
        public void Run<TRadix>()
            where TRadix : struct, IButterfly
        {
            for (var p = 0; p < pass.M; p++)
                Some<TRadix>(pass, p, pass.S, x.From(pass.S * p), pass.S * pass.M * x.Step, y.From(pass.S * pass.Radix * p), pass.S * y.Step);
        }
    }

    private readonly struct Double(Pass first, Pass second, SplitElements x, SplitElements y) : IRadixAction
    {
        public void Run<TFirst>()
            where TFirst : struct, IButterfly => With(second.Radix, new Second<TFirst>(first, second, x, y));
    }

    /// <summary>
    /// A butterfly of the second pass, of some p and q, reads a result of r2 butterflies of the first: those of p + m2 k, k below r2. Each of these
    /// has r1 results j, which as many butterflies of the second pass wait for. So they are run together, as many as there is room for what lies between.
    /// </summary>
    private readonly struct Second<TFirst>(Pass first, Pass second, SplitElements x, SplitElements y) : IRadixAction
        where TFirst : struct, IButterfly
    {
        [SkipLocalsInit]
        public void Run<TSecond>()
            where TSecond : struct, IButterfly
        {
            var memory = stackalloc float[(2 * MostBetween * TLanes.Count) + (AlignedMemory.Alignment / sizeof(float))];
            var start = AlignedMemory.NextLine(memory);
            var between = new SplitElements(start, start + TLanes.Count, 2 * TLanes.Count);
            var together = MostBetween / (first.Radix * second.Radix);
            if (first.S == 1)
            {
                for (var p = 0; p < second.M; p += together)
                    OfOneResult<TSecond>(p, Math.Min(together, second.M - p), between);
                return;
            }

            for (var p = 0; p < second.M; p++)
            {
                for (var q = 0; q < first.S; q += together)
                    OfOneTerm<TSecond>(p, q, Math.Min(together, first.S - q), between);
            }
        }

        /// <summary>Where there is but one q: some p, between the passes as [k, p, j].</summary>
        private void OfOneResult<TSecond>(int p, int count, in SplitElements between)
            where TSecond : struct, IButterfly
        {
            var twiddles = 2 * (first.Radix - 1);
            for (var k = 0; k < second.Radix; k++)
            {
                var from = p + (second.M * k);
                TFirst.Run<Turned>(
                    count, first.Twiddles + (from * twiddles), twiddles, x.From(from), first.M * x.Step, between.From(k * count * first.Radix), between.Step, first.Radix);
            }

            for (var i = 0; i < count; i++)
            {
                var to = second.S * second.Radix * (p + i);
                Some<TSecond>(second, p + i, first.Radix, between.From(i * first.Radix), count * first.Radix * between.Step, y.From(to), second.S * y.Step);
            }
        }

        /// <summary>One p and some q, between the passes as [k, j, q].</summary>
        private void OfOneTerm<TSecond>(int p, int q, int count, in SplitElements between)
            where TSecond : struct, IButterfly
        {
            for (var k = 0; k < second.Radix; k++)
            {
                var from = p + (second.M * k);
                Some<TFirst>(
                    first, from, count, x.From(q + (first.S * from)), first.S * first.M * x.Step, between.From(k * first.Radix * count), count * between.Step);
            }

            for (var j = 0; j < first.Radix; j++)
            {
                var to = q + (first.S * j) + (second.S * second.Radix * p);
                Some<TSecond>(second, p, count, between.From(j * count), first.Radix * count * between.Step, y.From(to), second.S * y.Step);
            }
        }
    }

    /// <summary>Some q of one p.</summary>
    private static void Some<TRadix>(in Pass pass, int p, int count, in SplitElements x, nint xNext, in SplitElements y, nint yNext)
        where TRadix : struct, IButterfly
    {
        if (p == 0)
            TRadix.Run<Unturned>(count, null, 0, x, xNext, y, yNext, 1);
        else
            TRadix.Run<Turned>(count, pass.Twiddles + (p * 2 * (pass.Radix - 1)), 0, x, xNext, y, yNext, 1);
    }
}
