using System.Globalization;

namespace StreamHost.Engine.Serving;

/// <summary>A version that proves itself: how, since when, and against which other.</summary>
/// <param name="options">What it has to show.</param>
/// <param name="candidate">The version on trial.</param>
/// <param name="answering">The version that answers.</param>
/// <param name="follower">The one of the two that follows.</param>
/// <param name="where">What the candidate does, in a few words.</param>
/// <param name="time">The clock.</param>
internal sealed class Trial(TrialOptions options, Edition candidate, Edition answering, Follower follower, string where, TimeProvider time)
{
    /// <summary>Calls of both versions that it takes to know how fast they are.</summary>
    private const int EnoughCalls = 40;

    private readonly long _started = time.GetTimestamp();

    public Follower Follower => follower;

    /// <summary>Whether it was passed, and the candidate only has to be put in place.</summary>
    public bool IsPassed { get; set; }

    public Comparison Comparison => follower.Edition == candidate ? follower.Comparing.Compare(answering) : follower.Comparing.Reversed(candidate);

    /// <summary>What it is doing, in a few words.</summary>
    public string State => string.Create(
        CultureInfo.InvariantCulture,
        $"{where}, {time.GetElapsedTime(_started).TotalSeconds:F0} of {options.Duration:0.#} s, {Comparison.Events} of {options.Events} events");

    /// <summary>Whether the trial is over: with a fault it was lost, without one it was passed.</summary>
    public bool IsOver(out Fault? fault)
    {
        fault = null;
        if (follower.Fault is { } wrong && follower.Edition == candidate)
            fault = wrong;
        else if (IsTooSlow(candidate, answering, options.Slowdown) is { } slow)
            fault = slow;
        else if (Comparison is var so && !HasSeenEnough(so))
            return false;
        else if (so.Agreement < options.Agreement)
            fault = Outside($"it agrees in {Number(so.Agreement)} of {so.Events} events, and the limit is {Number(options.Agreement)}");
        else if (so.OldConfidence - so.Confidence > options.ConfidenceLoss)
            fault = Outside($"its mean confidence is {Number(so.Confidence)} where the other's is {Number(so.OldConfidence)}, and the limit is {Number(options.ConfidenceLoss)} less");
        return true;
    }

    /// <summary>Where the version that answers failed while it followed a canary there is no more to come, and what was compared counts.</summary>
    private bool HasSeenEnough(Comparison so) =>
        time.GetElapsedTime(_started).TotalSeconds >= options.Duration && (so.Events >= options.Events || follower.Fault is not null);

    /// <summary>What is wrong where an event takes a version too many times as long as another; null where it doesn't, or that is not known yet.</summary>
    public static Fault? IsTooSlow(Edition edition, Edition other, double limit)
    {
        if (edition.Costs.Count < EnoughCalls || other.Costs.Count < EnoughCalls)
            return null;

        var slowdown = CallCosts.Slowdown(edition.Costs.Median, other.Costs.Median);
        return slowdown > limit ? Outside($"an event takes it {Number(slowdown)} times as long, and the limit is {Number(limit)}") : null;
    }

    private static Fault Outside(string message) => new(FaultKind.OutsideLimits, message);

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
