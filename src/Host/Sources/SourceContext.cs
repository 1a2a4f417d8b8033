namespace StreamHost.Host.Sources;

/// <summary>What a source is opened with.</summary>
/// <param name="Folder">The folder that relative paths start from: the preset's.</param>
/// <param name="Features">The model's inputs: the source's values come in this order. Null to have all that the source has.</param>
internal sealed record SourceContext(string Folder, IReadOnlyList<string>? Features)
{
    /// <summary>A path of the preset as a full path.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetFullPath(Folder));
}
