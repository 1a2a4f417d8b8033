using StreamHost.Core.Models;

namespace StreamHost.Engine.Serving;

/// <summary>Which versions of a served model are in memory, and what they do. A snapshot.</summary>
/// <param name="Current">The version that answers; null where it was taken out.</param>
/// <param name="Unavailable">Why none answers; null where one does.</param>
/// <param name="Candidate">The version that is being loaded, tried or put in place; null where there is none.</param>
/// <param name="CandidateState">What the candidate is doing, in a few words; null where there is none.</param>
/// <param name="Comparison">How the candidate does beside the version that answers; null where it is not on trial.</param>
/// <param name="Previous">The version that a rollback would bring back; null where there is none.</param>
/// <param name="Streams">How each stream came to the version that answers it, by the stream's name.</param>
/// <param name="Swaps">How often another version came to answer.</param>
/// <param name="Faults">What versions did that they must not, since the run began.</param>
public sealed record ServingStatus(
    ModelIdentity? Current,
    string? Unavailable,
    ModelIdentity? Candidate,
    string? CandidateState,
    Comparison? Comparison,
    ModelIdentity? Previous,
    IReadOnlyDictionary<string, StreamMove> Streams,
    long Swaps,
    long Faults);
