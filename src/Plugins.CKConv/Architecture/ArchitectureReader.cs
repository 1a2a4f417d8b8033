using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Json;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.FilterBanks;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Architecture;

/// <summary>Reads an architecture's JSON.</summary>
internal static class ArchitectureReader
{
    private const int MostChannels = 4096;
    private const int LongestSignal = 1 << 24;

    /// <summary>Reads it, with defaults for what it does not say.</summary>
    /// <exception cref="InputException">A key is unknown, a value is out of range, or values don't fit each other.</exception>
    public static NetworkArchitecture Read(JsonElement json)
    {
        var fields = new JsonFields(json, "$.architecture");
        var signal = fields.RequiredWholes("signal", 1, LongestSignal);
        if (signal.Count > 3 || signal.Aggregate(1L, (product, size) => product * size) > LongestSignal)
            throw fields.Wrong("signal", $"{signal.Count} sizes of {signal.Aggregate(1.0, (product, size) => product * size)} steps are too many", "give one to three sizes");

        var architecture = new NetworkArchitecture
        {
            Signal = signal,
            Network = new NetworkOptions
            {
                Widths = fields.RequiredWholes("widths", 1, MostChannels),
                Stem = fields.WholeOrNull("stem", 1, MostChannels),
                Block = Block(fields, signal.Count),
                Extents = Extents(fields),
                EndNorm = fields.Flag("endNorm", false),
                Readout = fields.Choice("readout", ArchitectureWords.Readouts, Readout.Mean),
                InputDropout = Share(fields, "inputDropout"),
            },
            HasMask = fields.Flag("maskInputs", false),
            FilterBank = FilterBank(fields.Object("filterBank")),
            IsIrregular = fields.Flag("irregular", false),
            Hop = fields.Number("hop", 0.01, value => value is >= 0.0005 and <= 1, "from 0.0005 to 1 s"),
            KernelPenalty = fields.Number("kernelPenalty", 0, value => value is >= 0 and <= 1e6, "from 0 to 1e6"),
        };
        if (architecture.Network.Extents is { Count: > 0 } extents && extents.Count != architecture.Network.Widths.Count)
            throw fields.Wrong("extent", $"{extents.Count} are not one for each of {architecture.Network.Widths.Count} blocks", "give as many as widths, or one for all");
        if (architecture.FilterBank is not null && (signal.Count > 1 || architecture.HasMask))
            throw fields.Wrong("filterBank", "it hears a sound", "give a signal of one size and no maskInputs");
        var block = architecture.Network.Block;
        if (architecture.IsIrregular && (architecture.FilterBank is not null || !block.Convolution.IsCausal || block.Norm == NormalizationKind.Batch || architecture.KernelPenalty > 0))
            throw fields.Wrong("irregular", "it goes with causal networks of one dimension, without a filter bank, a kernelPenalty or the norm \"batch\"", "leave out the one or the other");
        fields.RefuseOthers();
        return architecture;
    }

    private static FilterBankOptions? FilterBank(JsonFields? fields)
    {
        if (fields is null)
            return null;

        var defaults = new FilterBankOptions();
        var bank = new FilterBankOptions
        {
            Bands = fields.Whole("bands", defaults.Bands, 4, 256),
            Lowest = fields.Number("lowest", defaults.Lowest, value => value is >= 0 and <= 1e5, "from 0 to 1e5 Hz"),
            Highest = fields.Number("highest", defaults.Highest, value => value is > 0 and <= 1e5, "above 0 to 1e5 Hz"),
            Window = fields.Number("window", defaults.Window, value => value is >= 1e-3 and <= 1, "from 0.001 to 1 s"),
            Rate = fields.Whole("rate", defaults.Rate, 1, 1000),
            Floor = fields.Number("floor", defaults.Floor, value => value is >= 1e-20 and <= 1, "from 1e-20 to 1"),
        };
        if (bank.Lowest >= bank.Highest)
            throw fields.Wrong("highest", $"{bank.Highest} Hz is not above the lowest, {bank.Lowest} Hz", "give the lower one as lowest");
        fields.RefuseOthers();
        return bank;
    }

    private static BlockOptions Block(JsonFields fields, int dimensions)
    {
        var kind = fields.Choice("block", ArchitectureWords.Blocks, BlockKind.S4);
        var isCausal = fields.Flag("causal", dimensions == 1);
        if (isCausal && dimensions > 1)
            throw fields.Wrong("causal", $"a signal of {dimensions} dimensions has no past", "leave it out, or give false");

        return new BlockOptions
        {
            Kind = kind,
            Norm = fields.Choice("norm", ArchitectureWords.Norms, NormalizationKind.Batch),
            Activation = fields.Choice("activation", ArchitectureWords.Activations, kind is BlockKind.S4 or BlockKind.S4PostNorm ? Activation.Gelu : Activation.Relu),
            Dropout = Share(fields, "dropout"),
            Convolution = new ConvolutionOptions
            {
                Dimensions = dimensions,
                IsCausal = isCausal,
                IsSeparable = fields.Flag("separable", false),
                Extent = Extent(fields),
                FitsVariance = fields.Flag("fitVariance", false),
                Kernel = Kernel(fields.Object("kernel"), dimensions),
                Mask = Mask(fields.Object("mask")),
            },
        };
    }

    /// <summary>Those of each block; none where all have one.</summary>
    private static IReadOnlyList<int> Extents(JsonFields fields) =>
        fields.Has("extent") && fields.Value("extent").ValueKind == JsonValueKind.Array ? fields.RequiredWholes("extent", 1, LongestSignal) : [];

    private static KernelExtent Extent(JsonFields fields)
    {
        if (!fields.Has("extent") || fields.Value("extent").ValueKind == JsonValueKind.Array)
            return KernelExtent.Same;

        var value = fields.Value("extent");
        if (value.ValueKind == JsonValueKind.String && value.GetString() is "same" or "full")
            return KernelExtent.Parse(value.GetString()!);
        return new KernelExtent(fields.RequiredWhole("extent", 1, LongestSignal), IsFull: false);
    }

    private static KernelOptions Kernel(JsonFields? fields, int dimensions)
    {
        var defaults = new KernelOptions();
        if (fields is null)
            return defaults;

        var kernel = new KernelOptions
        {
            Network = fields.Choice("network", ArchitectureWords.Kernels, defaults.Network),
            Hidden = fields.Whole("hidden", defaults.Hidden, 1, MostChannels),
            Layers = fields.Whole("layers", defaults.Layers, 2, 16),
            Omega0 = fields.Number("omega0", defaults.Omega0, value => value is > 0 and <= 1e5, "above 0 to 1e5"),
            LearnOmega0 = fields.Flag("learnOmega0", false),
            WeightNorm = fields.Flag("weightNorm", false),
            Steerable = fields.Flag("steerable", false),
            Norm = fields.Choice("norm", ArchitectureWords.Norms, NormalizationKind.None),
        };
        if (kernel.Steerable && dimensions != 2)
            throw fields.Wrong("steerable", $"kernels of {dimensions} dimensions don't turn", "leave it out");
        if (kernel.Network == KernelNetworkKind.RandomFourier && kernel.Hidden % 2 != 0)
            throw fields.Wrong("hidden", $"{kernel.Hidden} is odd", "half of the features are cosines, half sines: give an even number");
        fields.RefuseOthers();
        return kernel;
    }

    private static MaskOptions? Mask(JsonFields? fields)
    {
        if (fields is null)
            return null;

        var defaults = new MaskOptions();
        var mask = new MaskOptions
        {
            Width = fields.Number("width", defaults.Width, value => value is > 0 and <= 10, "above 0 to 10"),
            LearnMean = fields.Flag("learnMean", defaults.LearnMean),
            Crop = fields.Flag("crop", defaults.Crop),
            Threshold = fields.Number("threshold", defaults.Threshold, value => value is > 0 and < 1, "above 0 to below 1"),
            KeepsSampleBelow = fields.Flag("keepSampleBelow", defaults.KeepsSampleBelow),
        };
        fields.RefuseOthers();
        return mask;
    }

    private static double Share(JsonFields fields, string key) => fields.Number(key, 0, value => value is >= 0 and < 1, "from 0 to below 1");
}
