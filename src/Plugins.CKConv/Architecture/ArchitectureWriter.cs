using System.Buffers;
using System.Text.Json;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.FilterBanks;
using StreamHost.Plugins.CKConv.Networks;

namespace StreamHost.Plugins.CKConv.Architecture;

/// <summary>Writes an architecture with its defaults filled in, so that a package does not depend on what they are later.</summary>
internal static class ArchitectureWriter
{
    /// <summary>The JSON that <see cref="ArchitectureReader"/> reads back to an equal architecture.</summary>
    public static JsonElement Write(NetworkArchitecture architecture)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteWholes(json, "signal", architecture.Signal);
            WriteFilterBank(json, architecture.FilterBank);
            WriteNetwork(json, architecture);
            WriteExtent(json, architecture.Network);
            WriteConvolution(json, architecture.Network.Block.Convolution);
            json.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void WriteFilterBank(Utf8JsonWriter json, FilterBankOptions? bank)
    {
        if (bank is null)
            return;

        json.WriteStartObject("filterBank");
        json.WriteNumber("bands", bank.Bands);
        json.WriteNumber("lowest", bank.Lowest);
        json.WriteNumber("highest", bank.Highest);
        json.WriteNumber("window", bank.Window);
        json.WriteNumber("rate", bank.Rate);
        json.WriteNumber("floor", bank.Floor);
        json.WriteEndObject();
    }

    private static void WriteNetwork(Utf8JsonWriter json, NetworkArchitecture architecture)
    {
        var (network, block) = (architecture.Network, architecture.Network.Block);
        if (network.Stem is { } stem)
            json.WriteNumber("stem", stem);
        WriteWholes(json, "widths", network.Widths);
        json.WriteString("block", ArchitectureWords.Blocks.Of(block.Kind));
        json.WriteString("norm", ArchitectureWords.Norms.Of(block.Norm));
        json.WriteString("activation", ArchitectureWords.Activations.Of(block.Activation));
        json.WriteNumber("dropout", block.Dropout);
        json.WriteBoolean("endNorm", network.EndNorm);
        json.WriteString("readout", ArchitectureWords.Readouts.Of(network.Readout));
        json.WriteNumber("inputDropout", network.InputDropout);
        json.WriteBoolean("maskInputs", architecture.HasMask);
        json.WriteBoolean("irregular", architecture.IsIrregular);
        json.WriteNumber("hop", architecture.Hop);
        json.WriteNumber("kernelPenalty", architecture.KernelPenalty);
    }

    private static void WriteExtent(Utf8JsonWriter json, NetworkOptions network)
    {
        if (network.Extents.Count > 0)
            WriteWholes(json, "extent", network.Extents);
        else if (network.Block.Convolution.Extent is { Samples: > 0 } extent)
            json.WriteNumber("extent", extent.Samples);
        else
            json.WriteString("extent", network.Block.Convolution.Extent.ToString());
    }

    private static void WriteConvolution(Utf8JsonWriter json, ConvolutionOptions options)
    {
        json.WriteBoolean("causal", options.IsCausal);
        json.WriteBoolean("separable", options.IsSeparable);
        json.WriteBoolean("fitVariance", options.FitsVariance);

        json.WriteStartObject("kernel");
        json.WriteString("network", ArchitectureWords.Kernels.Of(options.Kernel.Network));
        json.WriteNumber("hidden", options.Kernel.Hidden);
        json.WriteNumber("layers", options.Kernel.Layers);
        json.WriteNumber("omega0", options.Kernel.Omega0);
        json.WriteBoolean("learnOmega0", options.Kernel.LearnOmega0);
        json.WriteBoolean("weightNorm", options.Kernel.WeightNorm);
        json.WriteBoolean("steerable", options.Kernel.Steerable);
        json.WriteString("norm", ArchitectureWords.Norms.Of(options.Kernel.Norm));
        json.WriteEndObject();

        if (options.Mask is not { } mask)
            return;
        json.WriteStartObject("mask");
        json.WriteNumber("width", mask.Width);
        json.WriteBoolean("learnMean", mask.LearnMean);
        json.WriteBoolean("crop", mask.Crop);
        json.WriteNumber("threshold", mask.Threshold);
        json.WriteBoolean("keepSampleBelow", mask.KeepsSampleBelow);
        json.WriteEndObject();
    }

    private static void WriteWholes(Utf8JsonWriter json, string key, IEnumerable<int> numbers)
    {
        json.WriteStartArray(key);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
