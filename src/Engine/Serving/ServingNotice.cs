using System.Globalization;
using StreamHost.Core.Models;

namespace StreamHost.Engine.Serving;

/// <summary>Something that happened to the versions of a served model, for its operator.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Model">To which version.</param>
/// <param name="Text">The same in one line, with the reason.</param>
public sealed record ServingNotice(ServingNoticeKind Kind, ModelIdentity Model, string Text)
{
    /// <summary>The fault that was the reason; null where none was.</summary>
    public FaultKind? Fault { get; init; }

    /// <summary>The input that showed it; null where there is none.</summary>
    public InputExcerpt? Excerpt { get; init; }

    /// <summary>How streams changed over; null where none did.</summary>
    public SwapReport? Swap { get; init; }

    /// <summary>How the version did on trial; null where it was on none.</summary>
    public Comparison? Comparison { get; init; }

    /// <summary>That a version answers all streams: how they came to it, how long it took, and how its trial was.</summary>
    /// <param name="swap">How they came to it.</param>
    /// <param name="trial">How its trial was; null where it was on none.</param>
    public static ServingNotice Promoted(SwapReport swap, Comparison? trial = null)
    {
        var streams = swap.Moves.Count == 0
            ? "all streams that will come"
            : $"{swap.Moves.Count} stream{(swap.Moves.Count == 1 ? "" : "s")}: {SwapReport.InWords(swap.Moves.Values)}";
        var tried = trial is null or { Events: 0 }
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; on trial both agreed in {trial.Agreement:F3} of {trial.Events} events");
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{swap.To.Name}/{swap.To.Version} answers {streams} ({swap.Preparation.TotalSeconds:F2} s to prepare, {swap.Change.TotalMilliseconds:F0} ms to change){tried}");
        return new ServingNotice(ServingNoticeKind.Promoted, swap.To, text) { Swap = swap, Comparison = trial };
    }
}
