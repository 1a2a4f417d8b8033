using StreamHost.Core.Signals;

namespace StreamHost.Audio.Live;

/// <summary>The next piece of a live stream. All times are in ns since the Unix epoch.</summary>
/// <param name="Kind">Which of them it is.</param>
/// <param name="SampleRate">In Hz; 0 before the first segment.</param>
/// <param name="Channels">Samples of a frame; 0 before the first segment.</param>
/// <param name="FirstFrame">How many frames the segment had before, its gaps included.</param>
/// <param name="Frames">How many these are; 0 of a segment and of a report.</param>
/// <param name="EventTime">When the first of them was heard. Never earlier than that of the piece before.</param>
/// <param name="ArrivalTime">When the device handed them over; of a gap, when it was known.</param>
/// <param name="Samples">[frames, channels], valid until the next read; empty but for <see cref="LivePieceKind.Samples"/>.</param>
/// <param name="Reason">Of a gap: why.</param>
/// <param name="Report">Of a report: what.</param>
public readonly record struct LivePiece(
    LivePieceKind Kind, int SampleRate, int Channels, long FirstFrame, int Frames, long EventTime, long ArrivalTime,
    ReadOnlyMemory<float> Samples = default, GapReason? Reason = null, LiveReport? Report = null)
{
    /// <summary>Samples or a gap as a block of a stream.</summary>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public AudioBlock ToBlock(StreamId stream) => Kind is LivePieceKind.Samples or LivePieceKind.Gap
        ? new AudioBlock(stream, SampleRate, Channels, FirstFrame, Frames, EventTime, ArrivalTime, Samples)
        : throw new InvalidOperationException($"A piece of the kind {Kind} has no frames.");
}
