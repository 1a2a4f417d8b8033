namespace StreamHost.Core.Signals;

/// <summary>Some samples of one stream of sound that follow each other, or a gap as long.</summary>
/// <param name="Stream">Which stream it belongs to.</param>
/// <param name="SampleRate">In Hz.</param>
/// <param name="Channels">Samples of a frame.</param>
/// <param name="FirstFrame">How many frames the stream had before, its gaps included.</param>
/// <param name="Frames">How many these are.</param>
/// <param name="EventTime">When the first of them was heard, in ns since the Unix epoch.</param>
/// <param name="ArrivalTime">When the host received them, in ns since the Unix epoch.</param>
/// <param name="Samples">[frames, channels], lent for the duration of the call; empty for a gap, of which nothing is known but its length.</param>
public readonly record struct AudioBlock(
    StreamId Stream, int SampleRate, int Channels, long FirstFrame, int Frames, long EventTime, long ArrivalTime, ReadOnlyMemory<float> Samples)
{
    /// <summary>Whether these frames are missing.</summary>
    public bool IsGap => Samples.IsEmpty;
}
