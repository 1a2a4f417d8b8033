namespace StreamHost.Audio.Live;

/// <summary>Something that a user should know of a live stream.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Time">When it was noticed, in ns since the Unix epoch.</param>
/// <param name="Text">One line that says it.</param>
public sealed record LiveReport(LiveEvent Event, long Time, string Text);
