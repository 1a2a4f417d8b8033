using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>Whether a product of complex numbers is with the second one's conjugate.</summary>
internal interface ISign<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>real + i imaginary += (x + i y)(b + i c), or with b - i c.</summary>
    static abstract void Add(TVector x, TVector y, TVector b, TVector c, ref TVector real, ref TVector imaginary);
}
