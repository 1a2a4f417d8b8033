using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors.Functions;

/// <summary>The sine, of numbers up to <see cref="VectorMath{TLanes, TVector}.LargestAngle"/> on either side of 0.</summary>
internal readonly struct Sin : IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => VectorMath<TLanes, TVector>.Sin(x);
}
