namespace StreamHost.Numerics.Fourier;

/// <summary>
/// A transform of any length by a convolution with a chirp (Bluestein, 1970): with c[t] = e^(-pi i t^2 / n),
/// X[k] = c[k] sum over t of (x[t] c[t]) conj(c[k - t]).
/// </summary>
internal sealed class ChirpFft
{
    private readonly int _length;
    private readonly ComplexFft _convolution;
    private readonly float[] _chirpReal;
    private readonly float[] _chirpImaginary;
    private readonly float[] _spectrumReal;
    private readonly float[] _spectrumImaginary;

    public ChirpFft(int length)
    {
        _length = length;
        _convolution = ComplexFft.Of(RealFft.FastLength((2 * length) - 1));
        (_chirpReal, _chirpImaginary) = (new float[length], new float[length]);
        var size = _convolution.Length;
        (_spectrumReal, _spectrumImaginary) = (new float[size], new float[size]);
        for (var t = 0; t < length; t++)
        {
            // t^2 is taken modulo a whole turn first: it would be too large to be exact.
            var (sin, cos) = Math.SinCos(Math.PI * ((long)t * t % (2L * length)) / length);
            (_chirpReal[t], _chirpImaginary[t]) = ((float)cos, (float)-sin);
            (_spectrumReal[t], _spectrumImaginary[t]) = ((float)cos, (float)sin);
            (_spectrumReal[(size - t) % size], _spectrumImaginary[(size - t) % size]) = ((float)cos, (float)sin);
        }

        _convolution.Forward(_spectrumReal, _spectrumImaginary, new float[_convolution.ScratchLength]);
    }

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength => (2 * _convolution.Length) + _convolution.ScratchLength;

    /// <summary>Transforms in place.</summary>
    public void Forward(Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        var size = _convolution.Length;
        var x = scratch[..size];
        var y = scratch.Slice(size, size);
        x.Clear();
        y.Clear();
        for (var t = 0; t < _length; t++)
            (x[t], y[t]) = Product(real[t], imaginary[t], _chirpReal[t], _chirpImaginary[t]);
        _convolution.Forward(x, y, scratch[(2 * size)..]);
        for (var k = 0; k < size; k++)
            (x[k], y[k]) = Product(x[k], y[k], _spectrumReal[k], _spectrumImaginary[k]);
        _convolution.Inverse(x, y, scratch[(2 * size)..]);
        for (var k = 0; k < _length; k++)
            (real[k], imaginary[k]) = Product(x[k], y[k], _chirpReal[k], _chirpImaginary[k]);
    }

    private static (float Real, float Imaginary) Product(float a, float b, float c, float d) => ((a * c) - (b * d), (a * d) + (b * c));
}
