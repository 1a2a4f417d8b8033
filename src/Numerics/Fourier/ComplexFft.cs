using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace StreamHost.Numerics.Fourier;

/// <summary>
/// The discrete Fourier transform of complex numbers, X[k] = sum over t of x[t] e^(-2 pi i k t / n), of a fixed length, any from 1
/// on. Real and imaginary parts lie apart. Fast where the length has no prime above 7, fastest where it is a multiple of 256;
/// others go by way of a convolution (Bluestein, 1970). Immutable and thread-safe; a call allocates nothing.
/// </summary>
public sealed class ComplexFft
{
    private static readonly ConcurrentDictionary<int, ComplexFft> Plans = new();

    private readonly VectorFft? _fast;
    private readonly ChirpFft? _chirp;

    private ComplexFft(int length)
    {
        Length = length;
        if (VectorFft.Suits(length))
            _fast = new VectorFft(length);
        else
            _chirp = new ChirpFft(length);
        ScratchLength = _fast is not null ? _fast.ScratchLength + (2 * length) : _chirp!.ScratchLength;
    }

    /// <summary>The numbers of a transform.</summary>
    public int Length { get; }

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength { get; }

    /// <summary>The transform of a length; made when it is first asked for, then shared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public static ComplexFft Of(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return Plans.GetOrAdd(length, static length => new ComplexFft(length));
    }

    /// <summary>Transforms in place.</summary>
    /// <param name="real">[length] at least.</param>
    /// <param name="imaginary">[length] at least.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>] at least; it holds nothing afterwards.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public unsafe void Forward(Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        if (real.Length < Length || imaginary.Length < Length || scratch.Length < ScratchLength)
            throw new ArgumentException($"{real.Length} and {imaginary.Length} numbers with {scratch.Length} floats of scratch are too few for a length of {Length}.", nameof(real));

        if (_fast is null)
        {
            _chirp!.Forward(real[..Length], imaginary[..Length], scratch);
            return;
        }

        fixed (float* x = real, y = imaginary, work = scratch)
        {
            if (!_fast.Run(x, y, work, work + Length, work + (2 * Length)))
                return;
            scratch[..Length].CopyTo(real);
            scratch.Slice(Length, Length).CopyTo(imaginary);
        }
    }

    /// <summary>The reverse of <see cref="Forward"/>, in place: its sum with e^(+2 pi i k t / n), divided by n.</summary>
    /// <param name="real">[length] at least.</param>
    /// <param name="imaginary">[length] at least.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>] at least.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Inverse(Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        Forward(imaginary, real, scratch);
        TensorPrimitives.Multiply(real[..Length], 1f / Length, real);
        TensorPrimitives.Multiply(imaginary[..Length], 1f / Length, imaginary);
    }
}
