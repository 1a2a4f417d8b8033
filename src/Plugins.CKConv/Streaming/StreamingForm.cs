using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Fourier;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>Builds the streaming form of a package, or says why it has none.</summary>
internal static class StreamingForm
{
    /// <summary>Builds it.</summary>
    /// <exception cref="InputException">The package can't be streamed.</exception>
    public static IAudioModel Of(ModelPackage package, int sampleRate)
    {
        var network = Opened(package);
        var shape = network.Shape;
        if (package.Manifest.SampleRate is not { } trainedRate)
            throw Refused(package, "it says no sample rate that it was trained at", "train it on sounds, or set sampleRate in its model.json");
        if (package.Manifest.Features.Count != 1)
            throw Refused(package, $"it reads {package.Manifest.Features.Count} values a step", "a sound has one");
        if (shape.Signal.Count > 1 || !shape.Network.Block.Convolution.IsCausal)
            throw Refused(package, "its network looks ahead", "train it with one dimension and causal");
        if (shape.Network.Block.Norm == NormalizationKind.Sample)
            throw Refused(package, "it normalises over whole recordings, which a stream does not have", "train it with the norm \"layer\" or \"batch\"");
        if (shape.Network.Readout == Readout.Mean)
            throw Refused(package, "it is read out at the mean of a whole recording", "train it with the readout \"last\", \"every\" or \"events\"");
        if (shape.IsIrregular)
            throw Refused(package, "it hears irregular samples at their true times", "train it without irregular");
        if (shape.HasMask)
            throw Refused(package, "it reads which values were measured", "train it without maskInputs");

        return shape.FilterBank is not null
            ? new BankModel(package, network, sampleRate)
            : new SampleModel(package, network, trainedRate, sampleRate, RealFft.FastLength((int)Math.Round(shape.Hop * sampleRate)));
    }

    /// <summary>Builds the streaming form of a network for the device that is in use.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Channels that enter the blocks.</param>
    /// <param name="rate">The rate of its steps.</param>
    /// <param name="steps">Steps of a call.</param>
    public static IStreamingNetwork Network(ContinuousNetwork network, int inputs, DeviceRate rate, int steps)
    {
        if (TensorDevice.Current == TensorDevice.Managed)
            return Managed(network, inputs, rate, steps);

        var weights = network.Parameters.Concat(network.Buffers).Select(parameter => parameter.Tensor);
        return new DeviceNetwork(network.Network, inputs, rate, steps, weights, Managed(network, inputs, rate, steps));
    }

    private static ContinuousNetwork Opened(ModelPackage package)
    {
        using var use = TensorDevice.Use(TensorDevice.Managed);
        var network = ContinuousNetwork.Open(package);
        foreach (var parameter in network.Parameters)
            parameter.Tensor.RequiresGradient = false;
        return network;
    }

    private static StreamingNetwork Managed(ContinuousNetwork network, int inputs, DeviceRate rate, int steps)
    {
        using var use = TensorDevice.Use(TensorDevice.Managed);
        return new StreamingNetwork(network.Network, inputs, layer => layer.KernelsAt(rate), steps);
    }

    private static InputException Refused(ModelPackage package, string what, string remedy) =>
        new(package.Folder, $"its network can't be streamed: {what}", remedy);
}
