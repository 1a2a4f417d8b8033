using StreamHost.Core;

namespace StreamHost.Engine.Accounts;

/// <summary>The account of a run that has ended.</summary>
/// <param name="Counters">What happened to every event; nothing is in flight any more.</param>
/// <param name="Duration">From the start to the last classification's delivery.</param>
/// <param name="WasStopped">Whether it was asked to stop before its source had ended.</param>
/// <param name="Failure">What ended it early; null where nothing did.</param>
public sealed record PipelineReport(PipelineCounters Counters, TimeSpan Duration, bool WasStopped, StreamHostException? Failure);
