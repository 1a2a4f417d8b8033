using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Numerics.Devices;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Exchange;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Networks;
using StreamHost.Plugins.CfC.Streaming;
using StreamHost.Plugins.CfC.Weights;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CfC;

/// <summary>
/// Continuous-time recurrent networks for events at irregular times: CfC (Hasani et al., 2022, "Closed-form
/// continuous-time neural networks"), LTC (Hasani et al., 2021, "Liquid time-constant networks") and the wirings of
/// neural circuit policies (Lechner et al., 2020). What the architecture's JSON may say is in <c>docs/cfc.md</c>.
/// </summary>
public sealed class CfCPlugin : IPlugin, ITrainer, IWeightExchange
{
    /// <inheritdoc/>
    public string Id => "cfc";

    /// <inheritdoc/>
    public IReadOnlyList<string> Formats => [NcpsExchange.Format];

    /// <inheritdoc/>
    public IEventModel LoadEventModel(ModelPackage package) => TensorDevice.Current == TensorDevice.Managed
        ? StreamingForm.Open(package)
        : new DeviceStreamingModel(package, TensorDevice.Current);

    /// <inheritdoc/>
    public INetwork CreateNetwork(NetworkRequest request)
    {
        var architecture = ArchitectureReader.Read(request.Architecture, request.Labels.Count);
        var encoder = new InputEncoder(architecture, request.Features.Count, request.Normalization, request.TimeUnit);
        var layout = new NetworkLayout(architecture, encoder.Inputs, request.Labels.Count);
        return new CfCNetwork(layout, NetworkWeights.Draw(layout, request.Seed), encoder);
    }

    /// <inheritdoc/>
    public INetwork OpenNetwork(ModelPackage package)
    {
        var (layout, weights, encoder) = TrainedModel.Open(package);
        return new CfCNetwork(layout, weights, encoder);
    }

    /// <inheritdoc/>
    public (JsonElement Architecture, TensorFile Weights) Import(string format, TensorFile weights, JsonElement? configuration)
    {
        Refuse(format);
        var (architecture, own) = NcpsExchange.Import(weights, configuration);
        return (ArchitectureWriter.Write(architecture), own);
    }

    /// <inheritdoc/>
    public TensorFile Export(string format, ModelPackage package)
    {
        Refuse(format);
        var (layout, weights, _) = TrainedModel.Open(package);
        return NcpsExchange.Export(layout, weights);
    }

    private static void Refuse(string format)
    {
        if (format != NcpsExchange.Format)
            throw new InputException("format", $"\"{format}\" is not known to the plugin cfc", $"give {NcpsExchange.Format}");
    }
}
