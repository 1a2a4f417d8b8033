using StreamHost.Audio.Live;

namespace StreamHost.Audio.Tests.Live;

/// <summary>All that a live stream has said, held together.</summary>
internal sealed class Heard
{
    private long _lastTime = long.MinValue;

    /// <summary>The samples of the last segment's first channel; NaN where there is a gap.</summary>
    public List<float> Samples { get; } = [];

    public List<LivePiece> Pieces { get; } = [];

    public List<LiveReport> Reports { get; } = [];

    public List<(int SampleRate, int Channels)> Segments { get; } = [];

    public IEnumerable<LiveEvent> Events => Reports.Select(report => report.Event);

    public long GapFrames(GapReason reason) => Pieces.Where(piece => piece.Reason == reason).Sum(piece => (long)piece.Frames);

    /// <summary>Takes a piece, and looks whether it follows the one before.</summary>
    public void Add(in LivePiece piece)
    {
        if (piece.Report is { } report)
        {
            Reports.Add(report);
            return;
        }

        Assert.True(piece.EventTime >= _lastTime, "Time went back.");
        _lastTime = piece.EventTime;
        if (piece.Kind == LivePieceKind.Segment)
        {
            Segments.Add((piece.SampleRate, piece.Channels));
            Samples.Clear();
        }

        Assert.Equal(Samples.Count, piece.FirstFrame);
        for (var frame = 0; frame < piece.Frames; frame++)
            Samples.Add(piece.Kind == LivePieceKind.Gap ? float.NaN : piece.Samples.Span[frame * piece.Channels]);
        Pieces.Add(piece with { Samples = default });
    }
}
