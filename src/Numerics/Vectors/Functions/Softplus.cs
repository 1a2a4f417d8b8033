using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors.Functions;

/// <summary>ln(1 + e^x).</summary>
public readonly struct Softplus : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => VectorMath<TLanes, TVector>.Softplus(x);
}
