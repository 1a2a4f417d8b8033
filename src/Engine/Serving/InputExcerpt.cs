using StreamHost.Core.Signals;

namespace StreamHost.Engine.Serving;

/// <summary>The end of one stream's input that showed what is wrong with a version.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Features">The names of the values; of sound, "sample" for each of a hop.</param>
/// <param name="Times">[events]: event times in ns since the Unix epoch, ascending.</param>
/// <param name="Values">[events, features]; of sound, hops one after the other.</param>
/// <param name="SampleRate">Of sound, its rate in Hz; else null.</param>
public sealed record InputExcerpt(string Stream, IReadOnlyList<string> Features, IReadOnlyList<long> Times, float[] Values, int? SampleRate)
{
    private const int MostEvents = 256;

    /// <summary>Of the last events that a ring keeps, and the one that is not in it yet.</summary>
    internal static InputExcerpt Of(StreamId stream, InputRing? ring, (long Time, float[] Values)? last, ServedModel served)
    {
        var features = served.Features.Count;
        var (times, values) = (new List<long>(), new List<float>());
        var read = new float[features];
        for (var position = ring is null ? 0 : Math.Max(ring.Oldest, ring.Written - MostEvents); position < (ring?.Written ?? 0); position++)
        {
            if (!ring!.TryRead(position, read, out var heard))
                continue;
            times.Add(heard.Time);
            values.AddRange(read);
        }

        if (last is { } now)
        {
            times.Add(now.Time);
            values.AddRange(now.Values);
        }

        return new InputExcerpt(stream.Name, served.Features, times, [.. values], served.SampleRate);
    }
}
