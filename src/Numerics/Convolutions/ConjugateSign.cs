using System.Runtime.CompilerServices;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>(x + i y)(b - i c).</summary>
internal readonly struct ConjugateSign<TLanes, TVector> : ISign<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(TVector x, TVector y, TVector b, TVector c, ref TVector real, ref TVector imaginary)
    {
        real = TLanes.MultiplyAdd(y, c, real);
        imaginary = TLanes.MultiplyAdd(y, b, imaginary);
        real = TLanes.MultiplyAdd(x, b, real);
        imaginary = TLanes.NegativeMultiplyAdd(x, c, imaginary);
    }
}
