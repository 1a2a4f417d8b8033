using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors.Functions;

/// <summary>max(x, 0).</summary>
public readonly struct Relu : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => VectorMath<TLanes, TVector>.Relu(x);
}
