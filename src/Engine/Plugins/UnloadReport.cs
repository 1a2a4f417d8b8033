using System.Globalization;

namespace StreamHost.Engine.Plugins;

/// <summary>What became of a build that was to go.</summary>
/// <param name="Id">The plugin.</param>
/// <param name="Version">The version of the build that was to go.</param>
/// <param name="IsGone">Whether its code left memory.</param>
/// <param name="Seconds">How long that took, or was waited for.</param>
/// <param name="HeldBy">What keeps it in memory, in words; null where it is gone.</param>
public sealed record UnloadReport(string Id, string Version, bool IsGone, double Seconds, string? HeldBy)
{
    /// <summary>The report in one line.</summary>
    public override string ToString() => IsGone
        ? string.Create(CultureInfo.InvariantCulture, $"plugin {Id} {Version} left memory after {Seconds:F2} s")
        : string.Create(CultureInfo.InvariantCulture, $"plugin {Id} {Version} is still in memory after {Seconds:F1} s: {HeldBy}");
}
