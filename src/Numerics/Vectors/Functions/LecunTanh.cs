using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors.Functions;

/// <summary>1.7159 tanh(0.666 x).</summary>
public readonly struct LecunTanh : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => VectorMath<TLanes, TVector>.LecunTanh(x);
}
