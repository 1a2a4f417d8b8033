using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>The backbone's activations over whole rows, and their derivatives in terms of argument and value.</summary>
internal static unsafe class Slopes<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>value = activation(argument).</summary>
    public static void Apply(BackboneActivation activation, float* argument, float* value, int length)
    {
        for (var i = 0; i < length; i += TLanes.Count)
        {
            var x = TLanes.Load(argument + i);
            TLanes.Store(
                activation switch
                {
                    BackboneActivation.Tanh => VectorMath<TLanes, TVector>.Tanh(x),
                    BackboneActivation.Relu => VectorMath<TLanes, TVector>.Relu(x),
                    BackboneActivation.Gelu => VectorMath<TLanes, TVector>.Gelu(x),
                    BackboneActivation.Silu => VectorMath<TLanes, TVector>.Silu(x),
                    _ => VectorMath<TLanes, TVector>.LecunTanh(x),
                },
                value + i);
        }
    }

    /// <summary>gradient *= activation'(argument).</summary>
    public static void Chain(BackboneActivation activation, float* argument, float* value, float* gradient, int length)
    {
        for (var i = 0; i < length; i += TLanes.Count)
        {
            var slope = Slope(activation, TLanes.Load(argument + i), TLanes.Load(value + i));
            TLanes.Store(TLanes.Multiply(TLanes.Load(gradient + i), slope), gradient + i);
        }
    }

    private static TVector Slope(BackboneActivation activation, TVector x, TVector y)
    {
        var one = TLanes.Fill(1);
        switch (activation)
        {
            case BackboneActivation.Tanh:
                return TLanes.MultiplyAdd(TLanes.Subtract(TLanes.Fill(0), y), y, one);
            case BackboneActivation.Relu:
                return TLanes.WhereNotPositive(x, TLanes.Fill(0), one);
            case BackboneActivation.Silu:
                var s = VectorMath<TLanes, TVector>.Sigmoid(x);
                return TLanes.Multiply(s, TLanes.Subtract(TLanes.Add(one, x), y));
            case BackboneActivation.Gelu:
                var density = VectorMath<TLanes, TVector>.Exp(TLanes.Multiply(TLanes.Multiply(x, x), TLanes.Fill(-0.5f)));
                return TLanes.MultiplyAdd(
                    TLanes.Multiply(x, TLanes.Fill(0.3989422804f)), density, VectorMath<TLanes, TVector>.NormalDistribution(x));
            default:
                var share = TLanes.Multiply(y, TLanes.Fill(1 / 1.7159f));
                return TLanes.Multiply(
                    TLanes.Fill(1.7159f * 0.666f), TLanes.MultiplyAdd(TLanes.Subtract(TLanes.Fill(0), share), share, one));
        }
    }
}
