using StreamHost.Plugins.CKConv.FilterBanks;
using StreamHost.Plugins.CKConv.Networks;

namespace StreamHost.Plugins.CKConv.Architecture;

/// <summary>All that a package says of a network; what its JSON looks like is in <c>docs/ckconv.md</c>.</summary>
internal sealed record NetworkArchitecture
{
    /// <summary>The network.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>The filter bank before the network, or null where it reads samples itself.</summary>
    public FilterBankOptions? FilterBank { get; init; }

    /// <summary>The sizes of the signals it is trained on, one to three; their product is the steps of a recording.</summary>
    public required IReadOnlyList<int> Signal { get; init; }

    /// <summary>Whether each input has a second one behind it that says whether it was measured; default false.</summary>
    public bool HasMask { get; init; }

    /// <summary>Whether kernels are sampled at the true times between irregular samples, a unit of elapsed time being a step; default false.</summary>
    public bool IsIrregular { get; init; }

    /// <summary>Of a network that reads samples, about how many seconds of a stream it takes at a time, 0.0005 to 1; default 0.01.</summary>
    public double Hop { get; init; } = 0.01;

    /// <summary>What the norms of the sampled kernels add to the loss, times this, at least 0; default 0.</summary>
    public double KernelPenalty { get; init; }

    /// <summary>Steps of a recording.</summary>
    public int Steps => Signal.Aggregate(1, (product, size) => product * size);

    /// <summary>Channels that enter the network.</summary>
    public int InputsOf(int features) => FilterBank is { } bank ? bank.Bands : HasMask ? 2 * features : features;
}
