using System.Collections.Concurrent;

namespace StreamHost.Numerics.Fourier;

/// <summary>The discrete Fourier transform of complex numbers, of a fixed length. Immutable, thread-safe.</summary>
public sealed class ComplexFft
{
    private static readonly ConcurrentDictionary<int, ComplexFft> Plans = new();
    private readonly float[] _cos;
    private readonly float[] _sin;

    private ComplexFft(int length)
    {
        Length = length;
        _cos = [.. Enumerable.Range(0, length).Select(i => (float)Math.Cos(2 * Math.PI * i / length))];
        _sin = [.. Enumerable.Range(0, length).Select(i => (float)Math.Sin(2 * Math.PI * i / length))];
    }

    /// <summary>The numbers of a transform.</summary>
    public int Length { get; }

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength => 4 * Length;

    /// <summary>The transform of a length, made once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public static ComplexFft Of(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return Plans.GetOrAdd(length, static length => new ComplexFft(length));
    }

    /// <summary>Transforms in place: X[k] = sum over t of x[t] e^(-2 pi i k t / n).</summary>
    public void Forward(Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        var a = scratch[..Length];
        var b = scratch.Slice(Length, Length);
        real[..Length].CopyTo(a);
        imaginary[..Length].CopyTo(b);
        Transform(a, b, 0, 1, real[..Length], imaginary[..Length], Length, scratch[(2 * Length)..]);
    }

    /// <summary>The reverse, divided by n.</summary>
    public void Inverse(Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        Forward(imaginary, real, scratch);
        for (var i = 0; i < Length; i++)
        {
            real[i] /= Length;
            imaginary[i] /= Length;
        }
    }

    private void Transform(Span<float> a, Span<float> b, int start, int step, Span<float> x, Span<float> y, int n, Span<float> scratch)
    {
        if (n == 1)
        {
            (x[0], y[0]) = (a[start], b[start]);
            return;
        }

        var p = 2;
        while (n % p != 0)
            p++;
        var m = n / p;
        for (var r = 0; r < p; r++)
            Transform(a, b, start + (r * step), step * p, x.Slice(r * m, m), y.Slice(r * m, m), m, scratch);
        Span<float> u = p <= 64 ? stackalloc float[p] : new float[p];
        Span<float> v = p <= 64 ? stackalloc float[p] : new float[p];
        for (var k = 0; k < m; k++)
        {
            for (var q = 0; q < p; q++)
            {
                double s = 0, t = 0;
                for (var r = 0; r < p; r++)
                {
                    var w = (int)((long)r * (k + (q * m)) % n) * (Length / n);
                    s += (x[(r * m) + k] * _cos[w]) + (y[(r * m) + k] * _sin[w]);
                    t += (y[(r * m) + k] * _cos[w]) - (x[(r * m) + k] * _sin[w]);
                }

                (u[q], v[q]) = ((float)s, (float)t);
            }

            for (var q = 0; q < p; q++)
                (x[k + (q * m)], y[k + (q * m)]) = (u[q], v[q]);
        }
    }
}
