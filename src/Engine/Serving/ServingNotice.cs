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
}
