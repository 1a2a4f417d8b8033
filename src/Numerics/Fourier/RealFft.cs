namespace StreamHost.Numerics.Fourier;

/// <summary>The discrete Fourier transform of real numbers, of a fixed length. Immutable, thread-safe.</summary>
public sealed class RealFft
{
    private readonly ComplexFft _complex;

    private RealFft(int length) => _complex = ComplexFft.Of(length);

    /// <summary>The numbers of a signal.</summary>
    public int Length => _complex.Length;

    /// <summary>The numbers of a spectrum.</summary>
    public int Bins => (Length / 2) + 1;

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength => 6 * Length;

    /// <summary>The transform of a length.</summary>
    public static RealFft Of(int length) => new(length);

    /// <summary>The smallest length of at least so much that is fast.</summary>
    public static int FastLength(int atLeast)
    {
        for (var n = Math.Max(1, atLeast); ; n++)
        {
            var rest = n;
            foreach (var p in new[] { 2, 3, 5 })
            {
                while (rest % p == 0)
                    rest /= p;
            }

            if (rest == 1)
                return n;
        }
    }

    /// <summary>Signal to spectrum.</summary>
    public void Forward(ReadOnlySpan<float> signal, Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        var a = scratch[..Length];
        var b = scratch.Slice(Length, Length);
        signal[..Length].CopyTo(a);
        b.Clear();
        _complex.Forward(a, b, scratch[(2 * Length)..]);
        a[..Bins].CopyTo(real);
        b[..Bins].CopyTo(imaginary);
    }

    /// <summary>Spectrum to signal, divided by n.</summary>
    public void Inverse(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> signal, Span<float> scratch)
    {
        var a = scratch[..Length];
        var b = scratch.Slice(Length, Length);
        for (var k = 0; k < Length; k++)
        {
            var mirrored = Length - k;
            (a[k], b[k]) = k < Bins ? (real[k], imaginary[k]) : (real[mirrored], -imaginary[mirrored]);
        }

        _complex.Inverse(a, b, scratch[(2 * Length)..]);
        a.CopyTo(signal);
    }
}
