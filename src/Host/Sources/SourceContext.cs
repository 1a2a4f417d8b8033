namespace StreamHost.Host.Sources;

/// <summary>What a source is opened with.</summary>
/// <param name="Folder">The folder that relative paths start from: the preset's.</param>
/// <param name="Features">The model's inputs: the source's values come in this order. Null to have all that the source has.</param>
/// <param name="Stop">Ends a wait for a device that is not there.</param>
internal sealed record SourceContext(string Folder, IReadOnlyList<string>? Features, CancellationToken Stop = default)
{
    /// <summary>Takes a line about what happens to the source.</summary>
    public Action<string> Tell { get; init; } = Output.Note;

    /// <summary>A path of the preset as a full path.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetFullPath(Folder));
}
