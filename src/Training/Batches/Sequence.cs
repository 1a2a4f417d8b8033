using StreamHost.Training.Datasets;

namespace StreamHost.Training.Batches;

/// <summary>A stretch of a recording that enters a network as one: the whole of it, or a window.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Start">Its first event.</param>
/// <param name="Count">Its events.</param>
internal readonly record struct Sequence(Recording Recording, int Start, int Count)
{
    public static Sequence Whole(Recording recording) => new(recording, 0, recording.Count);

    /// <summary>Windows of a length that begin a stride apart; the last one ends with the recording.</summary>
    public static IEnumerable<Sequence> Windows(Recording recording, int length, int stride)
    {
        if (recording.Count <= length)
        {
            yield return Whole(recording);
            yield break;
        }

        int start;
        for (start = 0; start + length < recording.Count; start += stride)
            yield return new Sequence(recording, start, length);
        yield return new Sequence(recording, recording.Count - length, length);
    }
}
