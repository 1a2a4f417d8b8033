using System.Globalization;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Engine.Sounds;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Memory;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Benchmarks.Work;

/// <summary>Streamed networks as files for a peer: tensors by name, kernels sampled for the streams' rate, and signals with the scores that the managed arithmetic gives.</summary>
internal static class PeerNetworks
{
    private const int Calls = 100;
    private const int Streams = 3;

    /// <summary>Writes all that the table of devices has.</summary>
    /// <param name="folder">Where to.</param>
    public static void Write(string folder)
    {
        Write(folder, "cfc", DeviceNetworks.CfC, DeviceNetworks.CfC.Weights);
        Write(folder, "bank", DeviceNetworks.Bank, Sampled(DeviceNetworks.Bank));
        Write(folder, "samples", DeviceNetworks.Samples, Sampled(DeviceNetworks.Samples));
    }

    private static void Write(string folder, string name, ModelPackage package, TensorFile tensors)
    {
        var file = new TensorFile();
        foreach (var (key, text) in tensors.Metadata)
            file.Metadata[key] = text;
        foreach (var (key, tensor) in tensors.Tensors)
            file.Add(key, tensor);
        using var model = DeviceNetworks.Open(package, TensorDevice.Managed)!;
        if (model is HopModel)
            file.Metadata["hop"] = $"{model.Features.Count}";
        AddSignals(file, model);
        SafetensorsWriter.Write(Path.Combine(folder, $"{name}.safetensors"), file);
    }

    /// <summary>What a network of S4 blocks streams with.</summary>
    private static TensorFile Sampled(ModelPackage package)
    {
        var network = ContinuousNetwork.Open(package);
        var (stem, stemNorm, blocks, endNorm, readout) = network.Network.Parts;
        var file = new TensorFile();
        file.Metadata["rate"] = $"{DeviceNetworks.SampleRate}";
        file.Metadata["blocks"] = $"{blocks.Count}";
        if (network.Shape.FilterBank is { } bank)
        {
            file.Metadata["bank"] = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{ "bands": {{bank.Bands}}, "lowest": {{bank.Lowest}}, "highest": {{bank.Highest}}, "window": {{bank.Window}}, "floor": {{bank.Floor}} }""");
            Add(file, "bank.norm", network.BankNorm!);
        }

        // Behind a bank all is on the grid of time that it was trained on.
        var rate = new DeviceRate(network.Shape.FilterBank is null ? DeviceNetworks.SampleRate / package.Manifest.SampleRate!.Value : 1);
        Add(file, "stem", stem!, rate);
        Add(file, "stem.norm", stemNorm!);
        for (var i = 0; i < blocks.Count; i++)
        {
            Add(file, $"blocks.{i}", blocks[i].Parts.First, rate);
            Add(file, $"blocks.{i}.norm", blocks[i].Parts.FirstNorm!);
            Add(file, $"blocks.{i}.linear", blocks[i].Parts.Linear!);
        }

        Add(file, "end.norm", endNorm!);
        Add(file, "readout", readout);
        return file;
    }

    private static void Add(TensorFile file, string name, ContinuousConvolution convolution, DeviceRate rate)
    {
        var kernels = convolution.KernelsAt(rate);
        file.Add($"{name}.kernel", TensorData.FromFloats(kernels.Samples(), kernels.Kernels, kernels.Length));
        file.Add($"{name}.bias", TensorData.FromFloats(convolution.Bias.Values, convolution.Bias.Length));
        Add(file, $"{name}.mixer", convolution.Mixer!);
    }

    private static void Add(TensorFile file, string name, PointwiseLayer layer)
    {
        var (weight, bias) = layer.Values;
        file.Add($"{name}.weight", TensorData.FromFloats(weight.Values, weight.Shape[0], weight.Shape[1]));
        file.Add($"{name}.bias", TensorData.FromFloats(bias.Values, bias.Length));
    }

    private static void Add(TensorFile file, string name, ChannelNorm norm)
    {
        var (factors, offsets) = norm.Affine();
        file.Add($"{name}.factor", TensorData.FromFloats(factors, factors.Length));
        file.Add($"{name}.offset", TensorData.FromFloats(offsets, offsets.Length));
    }

    /// <summary>check.x [calls, streams, values], check.elapsed [calls, streams] and check.scores [calls, streams, labels].</summary>
    private static void AddSignals(TensorFile file, IEventModel model)
    {
        var (features, labels, random) = (model.Features.Count, model.Identity.Labels.Count, new Random(1));
        float[] values = [.. Enumerable.Range(0, Calls * Streams * features).Select(_ => (2 * random.NextSingle()) - 1)];
        double[] elapsed = [.. Enumerable.Range(0, Calls * Streams).Select(_ => model is HopModel hops ? hops.Duration : random.NextSingle())];
        var scores = new float[Calls * Streams * labels];
        using var states = new AlignedMemory(Streams * model.StateLength);
        using var scratch = new AlignedMemory(model.ScratchLength(Streams));
        for (var stream = 0; stream < Streams; stream++)
            model.InitializeState(states.Span.Slice(stream * model.StateLength, model.StateLength));
        for (var call = 0; call < Calls; call++)
        {
            model.Process(new EventBatch
            {
                Count = Streams,
                Values = values.AsSpan(call * Streams * features, Streams * features),
                Elapsed = elapsed.AsSpan(call * Streams, Streams),
                States = states.Span,
                Rows = [0, 1, 2],
                Scores = scores.AsSpan(call * Streams * labels, Streams * labels),
                Scratch = scratch.Span,
            });
        }

        file.Add("check.x", TensorData.FromFloats(values, Calls, Streams, features));
        file.Add("check.elapsed", TensorData.FromFloats([.. elapsed.Select(value => (float)value)], Calls, Streams));
        file.Add("check.scores", TensorData.FromFloats(scores, Calls, Streams, labels));
    }
}
