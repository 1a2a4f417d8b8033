using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>From the heads to the new state and back (see <see cref="Networks.CfCCell"/> for the equations), row by row.</summary>
internal static unsafe class Gates<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Turns a row's heads into f, g, t in place and writes the new state.</summary>
    public static void Forward(CfCMode mode, float* heads, int width, TVector elapsed, float* next)
    {
        for (var i = 0; i < width; i += TLanes.Count)
        {
            var f = VectorMath<TLanes, TVector>.Tanh(TLanes.Load(heads + i));
            var g = VectorMath<TLanes, TVector>.Tanh(TLanes.Load(heads + width + i));
            var t = VectorMath<TLanes, TVector>.Sigmoid(
                TLanes.MultiplyAdd(TLanes.Load(heads + (2 * width) + i), elapsed, TLanes.Load(heads + (3 * width) + i)));
            TLanes.Store(f, heads + i);
            TLanes.Store(g, heads + width + i);
            TLanes.Store(t, heads + (2 * width) + i);
            var other = mode == CfCMode.NoGate ? g : TLanes.Subtract(g, f);
            TLanes.Store(TLanes.MultiplyAdd(t, other, f), next + i);
        }
    }

    /// <summary>From a row's dh to the gradients of its heads before tanh and sigmoid.</summary>
    public static void Backward(CfCMode mode, float* heads, int width, TVector elapsed, float* dh, float* gradient)
    {
        var (zero, one) = (TLanes.Fill(0), TLanes.Fill(1));
        for (var i = 0; i < width; i += TLanes.Count)
        {
            var (f, g) = (TLanes.Load(heads + i), TLanes.Load(heads + width + i));
            var (t, d) = (TLanes.Load(heads + (2 * width) + i), TLanes.Load(dh + i));
            var opened = TLanes.Multiply(d, t);
            var isOpen = mode == CfCMode.NoGate;
            var df = isOpen ? d : TLanes.Subtract(d, opened);
            var dt = TLanes.Multiply(d, isOpen ? g : TLanes.Subtract(g, f));
            var ds = TLanes.Multiply(dt, TLanes.Multiply(t, TLanes.Subtract(one, t)));
            TLanes.Store(TLanes.Multiply(df, TLanes.MultiplyAdd(TLanes.Subtract(zero, f), f, one)), gradient + i);
            TLanes.Store(TLanes.Multiply(opened, TLanes.MultiplyAdd(TLanes.Subtract(zero, g), g, one)), gradient + width + i);
            TLanes.Store(TLanes.Multiply(ds, elapsed), gradient + (2 * width) + i);
            TLanes.Store(ds, gradient + (3 * width) + i);
        }
    }

    /// <summary>The pure form: A - A e f with e = exp(-elapsed (|w_tau| + |f|)).</summary>
    public static void PureForward(float* heads, int width, TVector elapsed, float* asymptote, float* decay, float* next)
    {
        for (var i = 0; i < width; i += TLanes.Count)
        {
            var f = TLanes.Load(heads + i);
            var fallen = TLanes.Multiply(TLanes.Multiply(TLanes.Load(asymptote + i), Fall(f, TLanes.Load(decay + i), elapsed)), f);
            TLanes.Store(TLanes.Subtract(TLanes.Load(asymptote + i), fallen), next + i);
        }
    }

    /// <summary>The same backwards; adds to the gradients of A and of |w_tau|.</summary>
    public static void PureBackward(
        float* heads, int width, TVector elapsed, float* asymptote, float* decay, float* dh, float* gradient, float* dAsymptote, float* dDecay)
    {
        for (var i = 0; i < width; i += TLanes.Count)
        {
            var (f, a, d) = (TLanes.Load(heads + i), TLanes.Load(asymptote + i), TLanes.Load(dh + i));
            var e = Fall(f, TLanes.Load(decay + i), elapsed);
            var ef = TLanes.Multiply(e, f);
            TLanes.Store(TLanes.Add(TLanes.Load(dAsymptote + i), TLanes.Subtract(d, TLanes.Multiply(d, ef))), dAsymptote + i);

            // d/d rate of -A e f is A e f elapsed; the rate is |w_tau| + |f|.
            var da = TLanes.Multiply(d, a);
            var dRate = TLanes.Multiply(TLanes.Multiply(da, ef), elapsed);
            TLanes.Store(TLanes.Add(TLanes.Load(dDecay + i), dRate), dDecay + i);
            var direct = TLanes.Subtract(TLanes.Fill(0), TLanes.Multiply(da, e));
            TLanes.Store(TLanes.MultiplyAdd(dRate, Sign(f), direct), gradient + i);
        }
    }

    private static TVector Fall(TVector f, TVector decay, TVector elapsed) => VectorMath<TLanes, TVector>.Exp(
        TLanes.Multiply(TLanes.Subtract(TLanes.Fill(0), elapsed), TLanes.Add(decay, TLanes.Abs(f))));

    /// <summary>-1, 0 or 1.</summary>
    private static TVector Sign(TVector value)
    {
        var negative = TLanes.Subtract(TLanes.Fill(0), value);
        var orZero = TLanes.WhereNotPositive(negative, TLanes.Fill(0), TLanes.Fill(-1));
        return TLanes.WhereNotPositive(value, orZero, TLanes.Fill(1));
    }
}
