using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Threads;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Streaming;

/// <summary>
/// A convolution's kernels while they are cut into parts and transformed. Kernels that are sums of fewer signals have the same sums of the signals'
/// spectra: few transforms, and a product of matrices.
/// </summary>
internal sealed class KernelParts
{
    private readonly MixedKernels? _mixed;
    private readonly float[] _rows;

    /// <param name="kernels">[kernels, length], the last sample lag 0.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">The samples are not of so many.</exception>
    public KernelParts(float[] kernels, int count)
    {
        if (count < 1 || kernels.Length == 0 || kernels.Length % count != 0)
            throw new ArgumentException($"{kernels.Length} samples are not of {count} kernels.", nameof(count));

        (_rows, Count, Length) = (kernels, count, kernels.Length / count);
    }

    /// <param name="kernels">The kernels.</param>
    public KernelParts(MixedKernels kernels)
    {
        (_mixed, Count, Length) = (kernels.Signals < kernels.Kernels ? kernels : null, kernels.Kernels, kernels.Length);
        _rows = _mixed is null ? kernels.Samples() : kernels.SignalSamples.ToArray();
    }

    /// <summary>How many kernels.</summary>
    public int Count { get; }

    /// <summary>Samples of a kernel.</summary>
    public int Length { get; }

    /// <summary>Transforms the parts of one length, on all cores.</summary>
    /// <param name="spectra">Filled here.</param>
    /// <param name="parts">How many.</param>
    /// <param name="length">The length of a part.</param>
    /// <param name="start">The lag of the first part's first sample.</param>
    /// <param name="points">Of a transform, at least two parts' length.</param>
    public void Transform(PartitionSpectra spectra, int parts, int length, int start, int points)
    {
        if (_mixed is null)
        {
            Transform(parts, length, start, RealFft.Of(points), spectra.Store);
            return;
        }

        using var signals = new SignalSpectra(_mixed.Signals, parts, (points / 2 / Widths.Floats) + 1);
        Transform(parts, length, start, RealFft.Of(points), signals.Store);
        spectra.Mix(_mixed.Weights, signals);
    }

    /// <summary>What takes a spectrum: of a part of a row.</summary>
    private delegate void Store(int row, int part, ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary);

    private void Transform(int parts, int length, int start, RealFft fft, Store store) => Shards.Run(_rows.Length / Length, row =>
    {
        var memory = MemoryPool.Rent(fft.Length + (2 * fft.Bins) + fft.ScratchLength);
        var signal = memory.Span[..fft.Length];
        Span<float> real = memory.Span.Slice(fft.Length, fft.Bins), imaginary = memory.Span.Slice(fft.Length + fft.Bins, fft.Bins);
        for (var part = 0; part < parts; part++)
        {
            // The last sample of a row is lag 0, the first of a part its least lag.
            var samples = _rows.AsSpan(row * Length, Length - start - (part * length));
            samples = samples[^Math.Min(length, samples.Length)..];
            samples.CopyTo(signal);
            signal[..samples.Length].Reverse();
            signal[samples.Length..].Clear();
            fft.Forward(signal, real, imaginary, memory.Span[(fft.Length + (2 * fft.Bins))..]);
            store(row, part, real, imaginary);
        }

        MemoryPool.Return(memory);
    });
}
