namespace StreamHost.Numerics.Fourier;

/// <summary>Complex elements in memory, real and imaginary parts apart; an element is a vector.</summary>
/// <param name="real">The first real part.</param>
/// <param name="imaginary">The first imaginary part.</param>
/// <param name="step">Floats from an element to the next.</param>
internal readonly unsafe struct SplitElements(float* real, float* imaginary, nint step)
{
    /// <summary>The first real part.</summary>
    public readonly float* Real = real;

    /// <summary>The first imaginary part.</summary>
    public readonly float* Imaginary = imaginary;

    /// <summary>Floats from an element to the next.</summary>
    public readonly nint Step = step;

    /// <summary>The elements from a later one on.</summary>
    public SplitElements From(nint element) => new(Real + (element * Step), Imaginary + (element * Step), Step);

    /// <summary>The same with real and imaginary parts exchanged.</summary>
    public SplitElements Exchanged => new(Imaginary, Real, Step);
}
