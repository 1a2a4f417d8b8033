using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;

namespace StreamHost.Plugins.CKConv.Networks;

/// <summary>The shape of a network of residual blocks.</summary>
internal sealed record NetworkOptions
{
    /// <summary>Channels of each block, in order, each at least 1.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>The blocks.</summary>
    public required BlockOptions Block { get; init; }

    /// <summary>Samples of the kernels of each block, as many as there are blocks; empty where all are as <see cref="Block"/> says.</summary>
    public IReadOnlyList<int> Extents { get; init; } = [];

    /// <summary>Channels of the convolution, normalisation and activation before the blocks; null for none, as in CKCNN.</summary>
    public int? Stem { get; init; }

    /// <summary>Whether what the blocks give is normalised once more.</summary>
    public bool EndNorm { get; init; }

    /// <summary>Which steps the scores are read out of.</summary>
    public Readout Readout { get; init; } = Readout.Mean;

    /// <summary>The share of the network's inputs that are dropped while training, 0 to below 1; default 0.</summary>
    public double InputDropout { get; init; }

    /// <summary>The shape of one block; the stem's convolution is the first one's.</summary>
    public BlockOptions BlockAt(int index) => Extents.Count == 0
        ? Block
        : Block with { Convolution = Block.Convolution with { Extent = new KernelExtent(Extents[index], IsFull: false) } };
}
