using StreamHost.Core.Models;

namespace StreamHost.Core.Packages;

/// <summary>A trained model as it lies on disk: <c>&lt;name&gt;/&lt;version&gt;/model.json</c> and <c>weights.safetensors</c>; nothing executable.</summary>
/// <param name="Manifest">The contents of <c>model.json</c>.</param>
/// <param name="Weights">The contents of <c>weights.safetensors</c>.</param>
public sealed record ModelPackage(ModelManifest Manifest, TensorFile Weights)
{
    /// <summary>Where it was read from, for messages; empty for one that was never on disk.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What its classifications carry.</summary>
    public ModelIdentity Identity => new(Manifest.Name, Manifest.Version, Manifest.WeightsSha256, Manifest.Labels);
}
