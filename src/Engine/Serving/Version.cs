using StreamHost.Core.Packages;

namespace StreamHost.Engine.Serving;

/// <summary>A version in memory, with what it was built from; no package for a model that was given as it is.</summary>
internal sealed record Version(ModelPackage? Package, Edition Edition)
{
    /// <summary>How many times as long as the version before it an event may take it, as long as that one may come back.</summary>
    public double Slowdown { get; init; } = double.PositiveInfinity;

    /// <summary>When its load began, as the clock's timestamp; 0 of the first one.</summary>
    public long Started { get; init; }

    /// <summary>As messages call it.</summary>
    public string Name => $"{Edition.Identity.Name}/{Edition.Identity.Version}";

    /// <summary>The same beside the name of another, which may be the same version with another build of its plugin.</summary>
    public string NameAfter(Version other) => Name == other.Name ? $"{Name} with the other build of its plugin" : Name;
}
