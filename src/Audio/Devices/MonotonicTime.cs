using StreamHost.Core.Signals;

namespace StreamHost.Audio.Devices;

/// <summary>
/// The clock by which sound is timed: nanoseconds since an unknown moment, never set back, on the timestamps of a
/// <see cref="TimeProvider"/>.
/// </summary>
public static class MonotonicTime
{
    /// <summary>The present, by <paramref name="time"/>'s clock.</summary>
    public static long Now(TimeProvider time) => time.TimestampFrequency == UnixTime.Second
        ? time.GetTimestamp()
        : (long)((Int128)time.GetTimestamp() * UnixTime.Second / time.TimestampFrequency);

    /// <summary>How long frames last, in ns, rounded down.</summary>
    /// <param name="frames">At least 0.</param>
    /// <param name="sampleRate">In Hz.</param>
    internal static long Duration(long frames, int sampleRate) =>
        (frames / sampleRate * UnixTime.Second) + (frames % sampleRate * UnixTime.Second / sampleRate);

    /// <summary>How many frames last <paramref name="duration"/> ns, to the nearest.</summary>
    internal static long Frames(long duration, int sampleRate) =>
        (long)((((Int128)duration * sampleRate) + (UnixTime.Second / 2)) / UnixTime.Second);
}
