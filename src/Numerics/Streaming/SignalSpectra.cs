using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Streaming;

/// <summary>
/// The spectra of signals' parts of one length, in the order in which they are mixed to those of kernels: [block, part, signal, 2, lanes], so that a
/// block of a part is a small matrix.
/// </summary>
/// <param name="signals">Signals.</param>
/// <param name="parts">Parts.</param>
/// <param name="blocks">Vectors of frequencies of a spectrum.</param>
internal sealed unsafe class SignalSpectra(int signals, int parts, int blocks) : IDisposable
{
    private readonly AlignedMemory _memory = AlignedMemory.Untouched(checked(blocks * parts * signals * 2 * Widths.Floats));

    /// <summary>Signals.</summary>
    public int Signals => signals;

    /// <summary>Puts a part's spectrum in.</summary>
    public void Store(int signal, int part, ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary) =>
        new SpectraView(Of(0, part), 2 * Widths.Floats, parts * (nint)signals * 2 * Widths.Floats).PutOne(signal, real, imaginary);

    /// <summary>[signals, 2, lanes]: a block of a part of all signals.</summary>
    public float* Of(int block, int part) => _memory.Start + (((block * parts) + part) * (nint)signals * 2 * Widths.Floats);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
