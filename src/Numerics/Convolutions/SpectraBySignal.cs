using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// Spectra of [many, channels] signals whose lanes are the many: [bundle, channel, frequency, 2, lanes], a bundle being as many of the many
/// as a vector has lanes, which is the order in which a transform leaves them. Lanes that no signal is for hold anything.
/// </summary>
/// <param name="many">Images; or, of kernels, outputs.</param>
/// <param name="channels">Channels of each; or, of kernels, inputs.</param>
/// <param name="bins">Frequencies of each.</param>
internal sealed unsafe class SpectraBySignal(int many, int channels, int bins) : Spectra(checked(BundlesOf(many) * channels * (int)StepOf(bins)))
{
    private readonly int _lanes = Widths.Floats;

    /// <summary>The signals of a channel.</summary>
    public int Many => many;

    /// <summary>The channels.</summary>
    public int Channels => channels;

    /// <summary>Vectors of signals of a channel.</summary>
    public int Bundles { get; } = BundlesOf(many);

    /// <summary>Floats from a channel to the next.</summary>
    public nint Step { get; } = StepOf(bins);

    /// <inheritdoc/>
    public override int Groups => Bundles * channels;

    /// <inheritdoc/>
    public override int GridVectors => 2 * bins;

    /// <summary>The numbers of a bundle of one channel at a frequency: [2, lanes].</summary>
    public float* At(int bundle, int channel, int bin) => Start + (((bundle * channels) + channel) * Step) + (bin * 2 * (nint)_lanes);

    /// <inheritdoc/>
    public override SignalGroup Group(int number)
    {
        var (bundle, channel) = (number / channels, number % channels);
        return new((bundle * _lanes * channels) + channel, channels, Math.Min(_lanes, many - (bundle * _lanes)));
    }

    /// <inheritdoc/>
    public override float* Grid(int group, float* room) => Start + (group * Step);

    private static int BundlesOf(int many) => (many + Widths.Floats - 1) / Widths.Floats;

    /// <summary>An odd number of pairs of vectors: were it a multiple of 4 KiB, a frequency's numbers of all channels would compete for the same few lines of the first cache.</summary>
    private static nint StepOf(int bins) => (bins | 1) * 2 * (nint)Widths.Floats;
}
