namespace StreamHost.Audio.Devices;

/// <summary>
/// A device that is being captured. What it delivers waits in a ring for <see cref="Read"/>; one thread reads. Disposing stops the device
/// and may hang where its driver does (<see cref="Live.LiveCapture"/> does not wait for it longer than it must).
/// </summary>
public interface ICapture : IDisposable
{
    /// <summary>
    /// The device it is on, with the rate and channels it delivers. It can become another one, or the same with another format, while it
    /// is captured: <see cref="CaptureReadKind.Moved"/> tells. The samples keep the format with which it was opened.
    /// </summary>
    AudioDevice Device { get; }

    /// <summary>The most frames that one read gives.</summary>
    int MaxFrames { get; }

    /// <summary>
    /// Whether its frames come at the pace of a clock, so that missing ones can be told by counting. A pipe's do not: it is as fast as
    /// who writes it, and loses nothing.
    /// </summary>
    bool KeepsTime { get; }

    /// <summary>Takes what is next, waiting for it. Allocates nothing for a block of samples.</summary>
    /// <param name="samples">[frames, channels], filled from its beginning; room for <see cref="MaxFrames"/>.</param>
    /// <param name="patience">How long to wait; <see cref="TimeSpan.Zero"/> not to.</param>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is too short.</exception>
    CaptureRead Read(Span<float> samples, TimeSpan patience);
}
