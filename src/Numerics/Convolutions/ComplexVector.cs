using System.Runtime.CompilerServices;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>A vector of real parts with one of imaginary parts behind it in memory, as spectra hold them.</summary>
internal static unsafe class ComplexVector
{
    /// <summary>Takes both from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<TLanes, TVector>(float* from, ref TVector real, ref TVector imaginary)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        real = TLanes.Load(from);
        imaginary = TLanes.Load(from + TLanes.Count);
    }

    /// <summary>Puts both into memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes, TVector>(float* to, TVector real, TVector imaginary)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TLanes.Store(real, to);
        TLanes.Store(imaginary, to + TLanes.Count);
    }
}
