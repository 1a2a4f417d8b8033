namespace StreamHost.Numerics.Fourier;

/// <summary>A pass of a transform.</summary>
/// <param name="radix">2, 3, 4, 5, 7 or 8.</param>
/// <param name="m">Terms left after it.</param>
/// <param name="s">Results side by side before it.</param>
/// <param name="twiddles">[m, radix - 1, 2].</param>
internal readonly unsafe struct Pass(int radix, int m, int s, float* twiddles)
{
    /// <summary>How many elements a butterfly has.</summary>
    public readonly int Radix = radix;

    /// <summary>Terms left after it.</summary>
    public readonly int M = m;

    /// <summary>Results side by side before it.</summary>
    public readonly int S = s;

    /// <summary>[m, radix - 1, 2].</summary>
    public readonly float* Twiddles = twiddles;
}
