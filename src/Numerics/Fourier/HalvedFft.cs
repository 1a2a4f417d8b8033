using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Fourier;

/// <summary>
/// A real transform of even length n as a complex one of N = n / 2: the even samples are its real parts and the odd ones its
/// imaginary parts. With E and O the spectra of even and odd samples, which its result Z holds as E + i O, X[k] = E[k] + w^k O[k] and
/// X[N - k] = conj(E[k] - w^k O[k]) for w = e^(-2 pi i / n).
/// </summary>
internal sealed unsafe class HalvedFft
{
    private readonly int _half;
    private readonly VectorFft _fft;
    private readonly AlignedMemory _cos;
    private readonly AlignedMemory _sin;

    public HalvedFft(int length)
    {
        _half = length / 2;
        _fft = new VectorFft(_half);
        (_cos, _sin) = (new AlignedMemory((_half / 2) + 1), new AlignedMemory((_half / 2) + 1));
        for (var k = 0; k <= _half / 2; k++)
        {
            var (sin, cos) = Math.SinCos(-2 * Math.PI * k / length);
            (_cos.Span[k], _sin.Span[k]) = ((float)cos, (float)sin);
        }
    }

    /// <summary>Floats of scratch memory that a call needs.</summary>
    public int ScratchLength => (4 * Stride) + _fft.ScratchLength + Boundary;

    private static int Boundary => AlignedMemory.Alignment / sizeof(float);

    /// <summary>Room for half of the numbers and one, a whole number of cache lines.</summary>
    private int Stride => (_half + Boundary) / Boundary * Boundary;

    public void Forward(ReadOnlySpan<float> signal, Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        fixed (float* x = signal, re = real, im = imaginary, work = scratch)
        {
            var action = new ForwardAction(this, x, re, im, AlignedMemory.NextLine(work));
            Widths.Run(ref action);
        }
    }

    public void Inverse(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> signal, Span<float> scratch)
    {
        fixed (float* x = signal, re = real, im = imaginary, work = scratch)
        {
            var action = new InverseAction(this, re, im, x, AlignedMemory.NextLine(work));
            Widths.Run(ref action);
        }
    }

    private void Forward<TLanes, TVector>(float* signal, float* real, float* imaginary, float* work)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var zr = work;
        var zi = work + Stride;
        var yr = work + (2 * Stride);
        var yi = work + (3 * Stride);
        var t = 0;
        for (; t + TLanes.Count <= _half; t += TLanes.Count)
        {
            TLanes.LoadPairs(signal + (2 * t), out var even, out var odd);
            TLanes.Store(even, zr + t);
            TLanes.Store(odd, zi + t);
        }

        for (; t < _half; t++)
            (zr[t], zi[t]) = (signal[2 * t], signal[(2 * t) + 1]);
        if (_fft.Run(zr, zi, yr, yi, work + (4 * Stride)))
        {
            zr = yr;
            zi = yi;
        }

        // The numbers go round: what mirrors the first is behind the last.
        (zr[_half], zi[_half]) = (zr[0], zi[0]);
        var k = 0;
        for (var mirror = _half - TLanes.Count + 1; k + TLanes.Count <= mirror; k += TLanes.Count, mirror -= TLanes.Count)
            Split<TLanes, TVector>(zr, zi, k, mirror, real, imaginary);
        for (; k <= _half / 2; k++)
            Split<ScalarLane, float>(zr, zi, k, _half - k, real, imaginary);
    }

    /// <summary>X[k..] and, mirrored, X[N - k..] from Z.</summary>
    private void Split<TLanes, TVector>(float* zr, float* zi, int k, int mirror, float* real, float* imaginary)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var half = TLanes.Fill(0.5f);
        var (ar, ai) = (TLanes.Load(zr + k), TLanes.Load(zi + k));
        var (br, bi) = (TLanes.Reverse(TLanes.Load(zr + mirror)), TLanes.Reverse(TLanes.Load(zi + mirror)));
        var (evenR, evenI) = (TLanes.Multiply(half, TLanes.Add(ar, br)), TLanes.Multiply(half, TLanes.Subtract(ai, bi)));
        var (oddR, oddI) = (TLanes.Multiply(half, TLanes.Add(ai, bi)), TLanes.Multiply(half, TLanes.Subtract(br, ar)));
        var (cos, sin) = (TLanes.Load(_cos.Start + k), TLanes.Load(_sin.Start + k));
        var (turnedR, turnedI) = (
            TLanes.NegativeMultiplyAdd(oddI, sin, TLanes.Multiply(oddR, cos)), TLanes.MultiplyAdd(oddI, cos, TLanes.Multiply(oddR, sin)));
        TLanes.Store(TLanes.Add(evenR, turnedR), real + k);
        TLanes.Store(TLanes.Add(evenI, turnedI), imaginary + k);
        TLanes.Store(TLanes.Reverse(TLanes.Subtract(evenR, turnedR)), real + mirror);
        TLanes.Store(TLanes.Reverse(TLanes.Subtract(turnedI, evenI)), imaginary + mirror);
    }

    private void Inverse<TLanes, TVector>(float* real, float* imaginary, float* signal, float* work)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var zr = work;
        var zi = work + Stride;
        var yr = work + (2 * Stride);
        var yi = work + (3 * Stride);
        var scale = 0.5f / _half;
        var k = 0;
        for (var mirror = _half - TLanes.Count + 1; k + TLanes.Count <= mirror; k += TLanes.Count, mirror -= TLanes.Count)
            Join<TLanes, TVector>(real, imaginary, k, mirror, scale, zr, zi);
        for (; k <= _half / 2; k++)
            Join<ScalarLane, float>(real, imaginary, k, _half - k, scale, zr, zi);

        // The inverse is the transform with real and imaginary parts exchanged.
        if (_fft.Run(zi, zr, yi, yr, work + (4 * Stride)))
        {
            zr = yr;
            zi = yi;
        }
        var t = 0;
        for (; t + TLanes.Count <= _half; t += TLanes.Count)
            TLanes.StorePairs(TLanes.Load(zr + t), TLanes.Load(zi + t), signal + (2 * t));
        for (; t < _half; t++)
            (signal[2 * t], signal[(2 * t) + 1]) = (zr[t], zi[t]);
    }

    /// <summary>Z[k..] and, mirrored, Z[N - k..] from X.</summary>
    private void Join<TLanes, TVector>(float* real, float* imaginary, int k, int mirror, float scale, float* zr, float* zi)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var factor = TLanes.Fill(scale);
        var (ar, ai) = (TLanes.Load(real + k), TLanes.Load(imaginary + k));
        var (br, bi) = (TLanes.Reverse(TLanes.Load(real + mirror)), TLanes.Reverse(TLanes.Load(imaginary + mirror)));
        var (evenR, evenI) = (TLanes.Multiply(factor, TLanes.Add(ar, br)), TLanes.Multiply(factor, TLanes.Subtract(ai, bi)));
        var (turnedR, turnedI) = (TLanes.Multiply(factor, TLanes.Subtract(ar, br)), TLanes.Multiply(factor, TLanes.Add(ai, bi)));
        var (cos, sin) = (TLanes.Load(_cos.Start + k), TLanes.Load(_sin.Start + k));
        var (oddR, oddI) = (
            TLanes.MultiplyAdd(turnedI, sin, TLanes.Multiply(turnedR, cos)), TLanes.NegativeMultiplyAdd(turnedR, sin, TLanes.Multiply(turnedI, cos)));
        TLanes.Store(TLanes.Subtract(evenR, oddI), zr + k);
        TLanes.Store(TLanes.Add(evenI, oddR), zi + k);
        TLanes.Store(TLanes.Reverse(TLanes.Add(evenR, oddI)), zr + mirror);
        TLanes.Store(TLanes.Reverse(TLanes.Subtract(oddR, evenI)), zi + mirror);
    }

    private readonly struct ForwardAction(HalvedFft fft, float* signal, float* real, float* imaginary, float* work) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct => fft.Forward<TLanes, TVector>(signal, real, imaginary, work);
    }

    private readonly struct InverseAction(HalvedFft fft, float* real, float* imaginary, float* signal, float* work) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct => fft.Inverse<TLanes, TVector>(real, imaginary, signal, work);
    }
}
