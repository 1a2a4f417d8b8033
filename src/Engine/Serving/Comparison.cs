namespace StreamHost.Engine.Serving;

/// <summary>How a version on trial did beside the one that answers, on the same events.</summary>
/// <param name="Events">Events that both have seen.</param>
/// <param name="Agreement">Share of them for which both find the same label most probable, 0 to 1; NaN without events.</param>
/// <param name="Confidence">Mean probability of the new version's most probable label; NaN without events.</param>
/// <param name="OldConfidence">The same of the version that answers.</param>
/// <param name="Slowdown">Median time an event takes with the new version, over that with the old; NaN where not known yet.</param>
/// <param name="Faults">What the new version did that it must not.</param>
public sealed record Comparison(long Events, double Agreement, double Confidence, double OldConfidence, double Slowdown, long Faults);
