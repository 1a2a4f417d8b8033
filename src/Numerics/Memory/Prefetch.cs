using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamHost.Numerics.Memory;

/// <summary>Asks for memory before it is needed, where its order is one that the processor does not foresee. Any address will do.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Asks for a cache line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
