using StreamHost.Core.Signals;

namespace StreamHost.Core.Recordings;

/// <summary>A row of a recording's index: frames of the stream that follow each other in a file, or a gap.</summary>
/// <param name="FirstFrame">The frames that the stream had before, its gaps included.</param>
/// <param name="Frames">How many these are.</param>
/// <param name="EventTime">When the first of them was heard, in ns since the Unix epoch; the others follow at the sample rate.</param>
/// <param name="SampleRate">In Hz.</param>
/// <param name="Channels">Samples of a frame.</param>
/// <param name="File">The file that they lie in; null for a gap.</param>
/// <param name="Start">Which frame of the file is their first; 0 for a gap.</param>
internal readonly record struct IndexRow(long FirstFrame, long Frames, long EventTime, int SampleRate, int Channels, string? File, long Start)
{
    /// <summary>The index among a recording's files.</summary>
    public const string FileName = "index.csv";

    /// <summary>The names of the cells of a row.</summary>
    public const string Columns = "stream,frame,frames,time,sampleRate,channels,file,start,gap";

    /// <summary>The stream's frame behind the last of these.</summary>
    public long NextFrame => FirstFrame + Frames;

    /// <summary>When a frame was heard, in ns since the Unix epoch.</summary>
    /// <param name="frame">Counted from the row's first.</param>
    public long TimeOf(long frame) => EventTime + Duration(frame, SampleRate);

    /// <summary>How long frames take, in ns, rounded down.</summary>
    public static long Duration(long frames, int sampleRate) => (long)((Int128)frames * UnixTime.Second / sampleRate);

    /// <summary>The name of a recording's file of samples, from 1.</summary>
    public static string AudioName(int number) => number == 1 ? "audio.wav" : $"audio-{number}.wav";
}
