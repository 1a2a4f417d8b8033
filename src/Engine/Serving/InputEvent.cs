namespace StreamHost.Engine.Serving;

/// <summary>An event that a stream's ring keeps, but for its values.</summary>
/// <param name="Time">Its event time, in ns since the Unix epoch.</param>
/// <param name="Elapsed">Seconds since the stream's previous event; NaN for its first.</param>
/// <param name="Label">What the version that answered found most probable; -1 where none answered.</param>
/// <param name="Confidence">How probable that was.</param>
internal readonly record struct InputEvent(long Time, double Elapsed, int Label, float Confidence);
