using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Engine.Plugins;
using StreamHost.Engine.Serving;
using StreamHost.Host.Control;

namespace StreamHost.Host.Serving;

/// <summary>Tells an operator what happens to the versions of a run's model, a line each on standard error, and keeps what showed that one was faulty. [any thread]</summary>
/// <param name="output">Where people and programs read.</param>
/// <param name="kept">Where it is kept.</param>
internal sealed class ServingLog(Output output, RolledBackVersions kept)
{
    /// <summary>Something happened. What was refused is told by those who asked for it.</summary>
    public void Take(ServingNotice notice)
    {
        if (notice.Kind == ServingNoticeKind.Refused)
            return;

        var happened = Happening.Of(notice);
        var text = notice.Text.ReplaceLineEndings(" ");
        var folder = notice.Kind is ServingNoticeKind.RolledBack or ServingNoticeKind.Unavailable ? Keep(notice) : null;
        output.Tell(
            folder is null ? text : $"{text}; see {folder}",
            new { notice = happened.Kind, happened.Model, text, notice.Fault, kept = folder, happened.Streams, happened.PreparationSeconds, happened.ChangeMilliseconds });
    }

    /// <summary>A version that was published could not be loaded.</summary>
    /// <param name="model">The version, as name/version.</param>
    /// <param name="reason">Why.</param>
    public void Refuse(string model, string reason)
    {
        var text = $"refused {model}: {reason}".ReplaceLineEndings(" ");
        output.Tell(text, new { notice = ServingNoticeKind.Refused, model, text });
    }

    /// <summary>A run begins with a version: whether it was taken back before is worth knowing.</summary>
    /// <param name="name">The package.</param>
    /// <param name="version">Its version.</param>
    public void Begin(string name, int version)
    {
        if (kept.Of(name, version) is { } folder)
            Output.Note($"{name}/{version} answers, which was taken back before: see {folder}, or name another version");
    }

    /// <summary>A new build of a plugin lies in the place of the one that is used.</summary>
    /// <param name="build">The new one.</param>
    /// <param name="version">The version that is built anew with it.</param>
    public void Rebuild(PluginDescription build, ModelIdentity version)
    {
        var text = $"a new build of plugin {build.Id} is there, {build.Version}, SHA-256 {build.Sha256?[..12]}: {version.Name}/{version.Version} is built anew with it";
        output.Tell(text, new { plugin = build.Id, build.Version, build.Sha256, model = $"{version.Name}/{version.Version}", text });
    }

    /// <summary>A build of a plugin was to leave memory; worth a line where it did not.</summary>
    public void Unloaded(UnloadReport report)
    {
        if (!report.IsGone)
            output.Tell(report.ToString(), new { plugin = report.Id, report.Version, report.IsGone, report.Seconds, report.HeldBy });
    }

    private string? Keep(ServingNotice notice)
    {
        try
        {
            return kept.Keep(notice);
        }
        catch (StreamHostException exception)
        {
            Output.Note($"what showed it could not be kept: {exception.Message}");
            return null;
        }
    }
}
