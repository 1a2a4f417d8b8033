using StreamHost.Core.Models;
using StreamHost.Engine.Accounts;

namespace StreamHost.Host.Sinks;

/// <summary>What a sink is opened with.</summary>
/// <param name="Folder">The folder that relative paths start from: the preset's.</param>
/// <param name="Log">The log that is read, which must not be written; null where there is none.</param>
/// <param name="Title">What the run is called, for people.</param>
/// <param name="Model">The model whose classifications it gets.</param>
/// <param name="Counters">What happens to every event, live.</param>
/// <param name="Output">Where people and programs read.</param>
internal sealed record SinkContext(string Folder, string? Log, string Title, ModelIdentity Model, PipelineCounters Counters, Output Output)
{
    /// <summary>A path of the preset as a full path.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetFullPath(Folder));
}
