using StreamHost.Core.Models;
using StreamHost.Engine.Serving;

namespace StreamHost.Host.Control;

/// <summary>A running host and the versions that it has in memory, as they are told to other programs. Versions are name/version.</summary>
/// <param name="Run">What the run is called: its preset's or log's file.</param>
/// <param name="Pid">The process.</param>
/// <param name="Preset">The preset or log, as it was named.</param>
/// <param name="Model">What the preset calls the model.</param>
/// <param name="IsWatched">Whether newer versions are loaded as they are published.</param>
/// <param name="Current">The version that answers; null where none does.</param>
/// <param name="Sha256">SHA-256 of its weights.</param>
/// <param name="Unavailable">Why none answers; null where one does.</param>
/// <param name="Candidate">The version that is being loaded, tried or put in place; null where there is none.</param>
/// <param name="CandidateState">What it is doing.</param>
/// <param name="Comparison">How it does beside the one that answers.</param>
/// <param name="Previous">The version that a rollback would bring back; null where there is none.</param>
/// <param name="Streams">How each stream came to the version that answers it.</param>
/// <param name="Swaps">How often another version came to answer.</param>
/// <param name="Faults">What versions did that they must not.</param>
internal sealed record RunStatus(
    string Run,
    int Pid,
    string Preset,
    string Model,
    bool IsWatched,
    string? Current,
    string? Sha256,
    string? Unavailable,
    string? Candidate,
    string? CandidateState,
    TrialFigures? Comparison,
    string? Previous,
    IReadOnlyDictionary<string, StreamMove> Streams,
    long Swaps,
    long Faults)
{
    /// <summary>A snapshot of a run in this process.</summary>
    public static RunStatus Of(RunDescription run, ServingStatus status) => new(
        run.Name,
        Environment.ProcessId,
        run.Preset,
        run.Model,
        run.IsWatched,
        Named(status.Current),
        status.Current?.WeightsSha256,
        status.Unavailable,
        Named(status.Candidate),
        status.CandidateState,
        status.Comparison is { } comparison ? TrialFigures.Of(comparison) : null,
        Named(status.Previous),
        status.Streams,
        status.Swaps,
        status.Faults);

    private static string? Named(ModelIdentity? model) => model is null ? null : $"{model.Name}/{model.Version}";
}
