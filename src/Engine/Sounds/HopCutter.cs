using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Sounds;

/// <summary>
/// Cuts streams of sound into hops, each an event of its samples at the time of its end, whatever blocks they come in. The channels
/// of a frame are mixed. A gap ends the hop that was begun; the next one begins behind it. Time is counted in frames; where a device's clock and
/// the computer's have come a millisecond apart it is set after, by no more than that with each hop.
/// </summary>
/// <param name="events">Where the hops go.</param>
/// <param name="sampleRate">Of the source, in Hz.</param>
/// <param name="hop">Frames of a hop.</param>
internal sealed class HopCutter(EventIntake events, int sampleRate, int hop) : AudioIntake
{
    private const long MostApart = 1_000_000;

    private readonly Dictionary<StreamId, Begun> _streams = [];

    /// <inheritdoc/>
    public override StreamTable Streams => events.Streams;

    /// <inheritdoc/>
    public override TimeProvider Time => events.Time;

    /// <inheritdoc/>
    public override async ValueTask OfferAsync(AudioBlock block, CancellationToken stop)
    {
        if (block.SampleRate != sampleRate || (!block.IsGap && block.Samples.Length != block.Frames * block.Channels))
            throw new ArgumentException($"A block of {block.Samples.Length} samples at {block.SampleRate} Hz is not {block.Frames} frames at {sampleRate} Hz.", nameof(block));

        if (!_streams.TryGetValue(block.Stream, out var begun))
            _streams.Add(block.Stream, begun = new Begun { Start = block.EventTime });
        if (block.IsGap)
        {
            EndShort(begun);
            begun.IsBroken = true;
            return;
        }

        if (begun.IsBroken)
            (begun.IsBroken, begun.Start, begun.Frames) = (false, block.EventTime, 0);
        for (var frame = 0; frame < block.Frames;)
        {
            begun.Values ??= events.Rent();
            var count = Math.Min(hop - begun.Count, block.Frames - frame);
            Mix(block.Samples.Span.Slice(frame * block.Channels, count * block.Channels), block.Channels, begun.Values.AsSpan(begun.Count, count));
            begun.Count += count;
            frame += count;
            if (begun.Count == hop)
                await events.OfferAsync(Finish(begun, block, frame), stop).ConfigureAwait(false);
        }
    }

    /// <summary>Counts what was begun and is no whole hop; called when the source has ended.</summary>
    public void End()
    {
        foreach (var begun in _streams.Values)
            EndShort(begun);
    }

    private void EndShort(Begun begun)
    {
        if (begun.Count > 0)
            events.CountSkipped($"less than a hop of {hop} samples before a gap or the end");
        begun.Count = 0;
    }

    /// <summary>The hop that ends at a frame of the block.</summary>
    private SensorEvent Finish(Begun begun, in AudioBlock block, int frame)
    {
        begun.Frames += hop;
        var time = begun.Start + Duration(begun.Frames);
        var apart = block.EventTime + Duration(frame) - time;
        if (Math.Abs(apart) > MostApart)
            (time, begun.Start) = (time + Math.Clamp(apart, -MostApart, MostApart), begun.Start + Math.Clamp(apart, -MostApart, MostApart));
        var values = begun.Values!;
        (begun.Values, begun.Count) = (null, 0);
        return new SensorEvent(block.Stream, time, block.ArrivalTime, begun.Sequence++, values);
    }

    private long Duration(long frames) => (long)((Int128)frames * UnixTime.Second / sampleRate);

    private static void Mix(ReadOnlySpan<float> samples, int channels, Span<float> mixed)
    {
        if (channels == 1)
        {
            samples.CopyTo(mixed);
            return;
        }

        for (var i = 0; i < mixed.Length; i++)
        {
            var sum = 0f;
            foreach (var sample in samples.Slice(i * channels, channels))
                sum += sample;
            mixed[i] = sum / channels;
        }
    }

    /// <summary>A stream's hop that is not full yet, and the time that frames are counted from.</summary>
    private sealed class Begun
    {
        public float[]? Values;
        public int Count;
        public long Start;
        public long Frames;
        public long Sequence;
        public bool IsBroken;
    }
}
