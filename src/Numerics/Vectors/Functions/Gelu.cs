using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors.Functions;

/// <summary>The exact GELU.</summary>
public readonly struct Gelu : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => VectorMath<TLanes, TVector>.Gelu(x);
}
