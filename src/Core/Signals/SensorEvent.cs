namespace StreamHost.Core.Signals;

/// <summary>One reading of one stream of sensors, at an irregular time.</summary>
/// <param name="Stream">Which stream it belongs to.</param>
/// <param name="EventTime">When it was measured, in ns since the Unix epoch.</param>
/// <param name="ArrivalTime">When the host received it, in ns since the Unix epoch.</param>
/// <param name="Sequence">The source's own count of its events, from 0.</param>
/// <param name="Values">
/// [features] in the order of the source's features; NaN means "not measured". The array is lent: whoever holds the
/// event owns it, and the engine gives it back to its pool once a model has read it.
/// </param>
public readonly record struct SensorEvent(StreamId Stream, long EventTime, long ArrivalTime, long Sequence, float[] Values);
