using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Plugins.CKConv.Architecture;
using StreamHost.Plugins.CKConv.Exchange;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Streaming;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CKConv;

/// <summary>
/// Convolutions whose kernels are networks of position, sampled anew for each rate: CKConv and CKCNN (Romero et al., 2021,
/// "CKConv: Continuous kernel convolution for sequential data"), FlexConv and FlexNet (Romero et al., 2022) and CCNN (Knigge et al.,
/// 2023). What the architecture's JSON may say is in <c>docs/ckconv.md</c>.
/// </summary>
public sealed class CKConvPlugin : IPlugin, IAudioPlugin, ITrainer, IWeightExchange
{
    /// <inheritdoc/>
    public string Id => "ckconv";

    /// <inheritdoc/>
    public IReadOnlyList<string> Formats => [CkcnnExchange.Format];

    /// <inheritdoc/>
    public IEventModel LoadEventModel(ModelPackage package)
    {
        ContinuousNetwork.Open(package);
        throw new InputException(
            package.Folder, "its network reads evenly sampled signals, not events at irregular times", "give it a source of sound, or evaluate it on recordings: streamhost eval");
    }

    /// <inheritdoc/>
    public IAudioModel LoadAudioModel(ModelPackage package, int sampleRate) => StreamingForm.Of(package, sampleRate);

    /// <inheritdoc/>
    public INetwork CreateNetwork(NetworkRequest request) => new ContinuousNetwork(
        ArchitectureReader.Read(request.Architecture), request.Features.Count, request.Labels.Count, request.Normalization, request.SampleRate, request.TimeUnit, request.Seed);

    /// <inheritdoc/>
    public INetwork OpenNetwork(ModelPackage package) => ContinuousNetwork.Open(package);

    /// <inheritdoc/>
    public (JsonElement Architecture, TensorFile Weights) Import(string format, TensorFile weights, JsonElement? configuration)
    {
        Refuse(format);
        return CkcnnExchange.Import(weights, configuration);
    }

    /// <inheritdoc/>
    public TensorFile Export(string format, ModelPackage package)
    {
        Refuse(format);
        return CkcnnExchange.Export(ContinuousNetwork.Open(package).ExportWeights());
    }

    private static void Refuse(string format)
    {
        if (format != CkcnnExchange.Format)
            throw new InputException("format", $"\"{format}\" is not known to the plugin ckconv", $"give {CkcnnExchange.Format}");
    }
}
