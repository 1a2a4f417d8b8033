using System.Collections.Concurrent;
using System.Numerics;

namespace StreamHost.Numerics.Fourier;

/// <summary>
/// The discrete Fourier transform of real numbers, of a fixed length, any from 1 on: as complex numbers of half as many where the
/// length is even. Real and imaginary parts of the spectrum lie apart. Immutable and thread-safe; a call allocates nothing.
/// </summary>
public sealed class RealFft
{
    private static readonly ConcurrentDictionary<int, RealFft> Plans = new();

    private readonly HalvedFft? _halved;
    private readonly ComplexFft? _whole;

    private RealFft(int length)
    {
        Length = length;
        if (length % 2 == 0 && VectorFft.Suits(length / 2))
            _halved = new HalvedFft(length);
        else
            _whole = ComplexFft.Of(length);
        ScratchLength = _halved?.ScratchLength ?? ((2 * length) + _whole!.ScratchLength);
    }

    /// <summary>The numbers of a signal.</summary>
    public int Length { get; }

    /// <summary>The numbers of a spectrum: length / 2 + 1.</summary>
    public int Bins => (Length / 2) + 1;

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength { get; }

    /// <summary>The transform of a length; made when it is first asked for, then shared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public static RealFft Of(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return Plans.GetOrAdd(length, static length => new RealFft(length));
    }

    /// <summary>The smallest length that is fast, of at least so much: what a convolution pads its signals to.</summary>
    /// <param name="atLeast">At least 1, at most 2^29.</param>
    public static int FastLength(int atLeast)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atLeast, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atLeast, 1 << 29);

        // Powers of two times few threes and fives; large ones are whole vectors.
        var isSmall = atLeast <= 96;
        var best = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(atLeast, 2));
        foreach (var odd in isSmall ? [3, 5] : new[] { 3, 5, 9, 15 })
        {
            var length = odd * (isSmall ? 8L : 32L);
            while (length < atLeast)
                length *= 2;
            best = (int)Math.Min(best, length);
        }

        return best;
    }

    /// <summary>From signal to spectrum, X[k] = sum over t of x[t] e^(-2 pi i k t / n).</summary>
    /// <param name="signal">[length] at least.</param>
    /// <param name="real">[<see cref="Bins"/>] at least.</param>
    /// <param name="imaginary">[<see cref="Bins"/>] at least.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>] at least; it holds nothing afterwards.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Forward(ReadOnlySpan<float> signal, Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        Check(signal.Length, Math.Min(real.Length, imaginary.Length), scratch.Length);
        if (_halved is not null)
        {
            _halved.Forward(signal, real, imaginary, scratch);
            return;
        }

        var x = scratch[..Length];
        var y = scratch.Slice(Length, Length);
        signal[..Length].CopyTo(x);
        y.Clear();
        _whole!.Forward(x, y, scratch[(2 * Length)..]);
        x[..Bins].CopyTo(real);
        y[..Bins].CopyTo(imaginary);
    }

    /// <summary>From spectrum to signal, the reverse of <see cref="Forward"/>, the division by n included.</summary>
    /// <param name="real">[<see cref="Bins"/>] at least.</param>
    /// <param name="imaginary">[<see cref="Bins"/>] at least; that of the first, and of an even length's last, is taken as 0.</param>
    /// <param name="signal">[length] at least.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>] at least.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Inverse(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> signal, Span<float> scratch)
    {
        Check(signal.Length, Math.Min(real.Length, imaginary.Length), scratch.Length);
        if (_halved is not null)
        {
            _halved.Inverse(real, imaginary, signal, scratch);
            return;
        }

        var x = scratch[..Length];
        var y = scratch.Slice(Length, Length);
        for (var k = 0; k < Length; k++)
            (x[k], y[k]) = k < Bins ? (real[k], imaginary[k]) : (real[Length - k], -imaginary[Length - k]);
        y[0] = 0;
        _whole!.Inverse(x, y, scratch[(2 * Length)..]);
        x.CopyTo(signal);
    }

    private void Check(int signal, int spectrum, int scratch)
    {
        if (signal < Length || spectrum < Bins || scratch < ScratchLength)
            throw new ArgumentException($"{signal} numbers, {spectrum} bins and {scratch} floats of scratch are too few for a length of {Length}.", nameof(signal));
    }
}
