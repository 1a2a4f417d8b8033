using StreamHost.Audio.Devices;
using StreamHost.Core.Signals;

namespace StreamHost.Audio.Live;

/// <summary>
/// The stream as its consumer sees it: numbers the frames, gaps included, turns times of the monotonic clock into times of day, and counts.
/// The time of day is looked at once: a clock that is set while the stream runs does not bend it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="counters">Where to count.</param>
internal sealed class LiveStream(TimeProvider time, LiveCounters counters)
{
    /// <summary>How far the time of a frame may be from where the frames before it lead, in ns, before it is set anew.</summary>
    private const long MostApart = 1_000_000;

    private readonly Queue<LivePiece> _pieces = new();
    private readonly long _epoch = UnixTime.Now(time) - MonotonicTime.Now(time);
    private int _sampleRate;
    private int _channels;
    private long _frame;
    private long _anchor;
    private long _sinceAnchor;
    private long _newest;
    private bool _isOut;

    /// <summary>When the next frame is heard, if frames come as they should.</summary>
    public long End => _sampleRate == 0 ? _anchor : _anchor + MonotonicTime.Duration(_sinceAnchor, _sampleRate);

    /// <summary>Takes the next piece.</summary>
    public bool TryTake(out LivePiece piece) => _pieces.TryDequeue(out piece);

    /// <summary>Goes on with a device whose first frame was heard at <paramref name="first"/>; in a new segment where its format is another.</summary>
    public void Begin(int sampleRate, int channels, long first)
    {
        if (!IsWhereFramesLead(first))
            Fill(first);
        _isOut = false;
        (_anchor, _sinceAnchor) = (first, 0);
        counters.CountOpening();
        if (sampleRate == _sampleRate && channels == _channels)
            return;

        (_sampleRate, _channels, _frame) = (sampleRate, channels, 0);
        _pieces.Enqueue(Piece(LivePieceKind.Segment, 0, first));
    }

    /// <summary>From here on there is no device.</summary>
    public void Break() => _isOut = true;

    /// <summary>Makes what is missing until <paramref name="until"/> a gap.</summary>
    public void Fill(long until)
    {
        if (_sampleRate > 0 && until > End)
            Gap(MonotonicTime.Frames(until - End, _sampleRate), GapReason.Outage, End);
    }

    /// <summary>Hands samples on.</summary>
    public void Samples(in HeldBlock block, long captured)
    {
        _pieces.Enqueue(Piece(LivePieceKind.Samples, block.Frames, captured) with { Samples = block.Samples, ArrivalTime = _epoch + block.ArrivalTime });
        counters.CountHandedOn(block.Frames);
        Advance(block.Frames, captured);
    }

    /// <summary>Hands a gap on.</summary>
    /// <param name="frames">Its length.</param>
    /// <param name="reason">Why.</param>
    /// <param name="from">When its first frame would have been heard.</param>
    public void Gap(long frames, GapReason reason, long from)
    {
        counters.CountGap(reason, frames, isNew: reason != GapReason.Outage || _isOut);
        _isOut = false;
        while (frames > 0)
        {
            var part = (int)Math.Min(frames, int.MaxValue);
            _pieces.Enqueue(Piece(LivePieceKind.Gap, part, from) with { Reason = reason });
            Advance(part, from);
            from = End;
            frames -= part;
        }
    }

    /// <summary>How long so many frames last, as a user reads it.</summary>
    public string Seconds(long frames) => $"{frames / (double)_sampleRate:0.###} s";

    /// <summary>Tells the user something.</summary>
    public void Report(LiveEvent what, string text)
    {
        var now = MonotonicTime.Now(time);
        _pieces.Enqueue(Piece(LivePieceKind.Report, 0, now) with { Report = new LiveReport(what, _epoch + now, text) });
    }

    private LivePiece Piece(LivePieceKind kind, int frames, long at)
    {
        // The account's idea of when a frame was heard gets better as it goes; time goes forward all the same, and by the frames where it can.
        if (kind != LivePieceKind.Report)
            _newest = Math.Max(_newest, _epoch + (IsWhereFramesLead(at) ? End : at));
        return new LivePiece(kind, _sampleRate, _channels, _frame, frames, _newest, _epoch + MonotonicTime.Now(time));
    }

    private void Advance(int frames, long from)
    {
        if (!IsWhereFramesLead(from))
            (_anchor, _sinceAnchor) = (from, 0);
        _frame += frames;
        _sinceAnchor += frames;
    }

    private bool IsWhereFramesLead(long at) => Math.Abs(at - End) < MostApart;
}
