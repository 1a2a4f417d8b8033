using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Plugins.CfC.Layout;

namespace StreamHost.Plugins.CfC.Weights;

/// <summary>A package, checked and taken apart: what every form of its network is built from.</summary>
/// <param name="Layout">The sizes and tensors.</param>
/// <param name="Weights">Their values.</param>
/// <param name="Encoder">What becomes of an event.</param>
internal sealed record TrainedModel(NetworkLayout Layout, NetworkWeights Weights, InputEncoder Encoder)
{
    /// <summary>Opens a package.</summary>
    /// <exception cref="InputException">Its architecture or weights are not what this plugin needs.</exception>
    public static TrainedModel Open(ModelPackage package)
    {
        var manifest = package.Manifest;
        var architecture = ArchitectureReader.Read(manifest.Architecture, manifest.Labels.Count);
        var encoder = new InputEncoder(architecture, manifest.Features.Count, manifest.Normalization, manifest.TimeUnit);
        var layout = new NetworkLayout(architecture, encoder.Inputs, manifest.Labels.Count);
        var where = package.Folder.Length == 0 ? "weights.safetensors" : Path.Combine(package.Folder, "weights.safetensors");
        return new TrainedModel(layout, NetworkWeights.Read(layout, package.Weights, where), encoder);
    }
}
