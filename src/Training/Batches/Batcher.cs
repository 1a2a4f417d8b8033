using StreamHost.Core.Signals;
using StreamHost.Numerics.Randomness;
using StreamHost.Training.Networks;

namespace StreamHost.Training.Batches;

/// <summary>
/// Puts sequences into batches, in an order that is drawn anew for each epoch from its seed. Sequences of unlike length share
/// a batch: sorted by length, a batch would lean to the labels whose sequences are short, and training would swing. The
/// arrays of a batch are used again for the next.
/// </summary>
internal sealed class Batcher : IBatches
{
    private readonly Sequence[] _sequences;
    private readonly int _features;
    private readonly int _batchSize;
    private readonly bool _everyEvent;
    private readonly long _settle;
    private float[] _values = [];
    private double[] _elapsed = [];
    private int[] _lengths = [];
    private int[] _labels = [];
    private Sequence[][] _drawn = [];

    /// <param name="sequences">What to put into batches.</param>
    /// <param name="features">Values an event.</param>
    /// <param name="batchSize">Most sequences in a batch.</param>
    /// <param name="everyEvent">Whether every event has its label, or a sequence the label of its last.</param>
    /// <param name="settle">Seconds after a change of label that have none.</param>
    public Batcher(IEnumerable<Sequence> sequences, int features, int batchSize, bool everyEvent, double settle)
    {
        _sequences = [.. sequences];
        _features = features;
        _batchSize = batchSize;
        _everyEvent = everyEvent;
        _settle = (long)(settle * UnixTime.Second);
    }

    /// <inheritdoc/>
    public int Count => (_sequences.Length + _batchSize - 1) / _batchSize;

    /// <summary>
    /// The sequences of each batch in the given order, for evaluation: a batch ends where another sequence would pad it to
    /// more than <paramref name="mostEvents"/>; a longer sequence is a batch of its own.
    /// </summary>
    public IEnumerable<Sequence[]> InOrder(int mostEvents)
    {
        var (start, longest) = (0, 0);
        for (var end = 0; end < _sequences.Length; end++)
        {
            longest = Math.Max(longest, _sequences[end].Count);
            if (end > start && (end - start == _batchSize || (end - start + 1) * (long)longest > mostEvents))
            {
                yield return _sequences[start..end];
                (start, longest) = (end, _sequences[end].Count);
            }
        }

        if (start < _sequences.Length)
            yield return _sequences[start..];
    }

    /// <summary>The sequences of each batch of an epoch, always the same for the same seed.</summary>
    public Sequence[][] Shuffled(ulong seed)
    {
        var shuffled = _sequences.ToArray();
        new RandomSource(seed).Shuffle(shuffled.AsSpan());
        return [.. shuffled.Chunk(_batchSize)];
    }

    /// <inheritdoc/>
    public void Draw(ulong seed) => _drawn = Shuffled(seed);

    /// <inheritdoc/>
    public SequenceBatch Fill(int batch) => Fill(_drawn[batch]);

    /// <summary>Fills a batch; it holds until the next call.</summary>
    public SequenceBatch Fill(ReadOnlySpan<Sequence> sequences)
    {
        var time = 0;
        foreach (var sequence in sequences)
            time = Math.Max(time, sequence.Count);
        Reserve(ref _values, sequences.Length * time * _features);
        Reserve(ref _elapsed, sequences.Length * time);
        Reserve(ref _lengths, sequences.Length);
        Reserve(ref _labels, _everyEvent ? sequences.Length * time : sequences.Length);
        for (var i = 0; i < sequences.Length; i++)
            FillRow(sequences[i], i, time);
        return new SequenceBatch
        {
            Count = sequences.Length,
            Time = time,
            Values = _values,
            Elapsed = _elapsed,
            SampleRate = sequences[0].Recording.SampleRate,
            Lengths = _lengths,
            Labels = _labels,
            EveryEvent = _everyEvent,
        };
    }

    private void FillRow(Sequence sequence, int row, int time)
    {
        var (recording, start, count) = sequence;
        var values = _values.AsSpan(row * time * _features, time * _features);
        recording.Values.AsSpan(start * _features, count * _features).CopyTo(values);
        values[(count * _features)..].Clear();
        var elapsed = _elapsed.AsSpan(row * time, time);
        elapsed[count..].Clear();
        elapsed[0] = double.NaN;
        if (recording.SampleRate > 0)
            elapsed[1..count].Fill(1 / recording.SampleRate);
        for (var i = 1; i < count && recording.SampleRate == 0; i++)
            elapsed[i] = (recording.Times[start + i] - recording.Times[start + i - 1]) / (double)UnixTime.Second;
        _lengths[row] = count;
        if (_everyEvent)
            FillLabels(sequence, _labels.AsSpan(row * time, time));
        else
            _labels[row] = recording.LabelAt(start + count - 1);
    }

    private void FillLabels(Sequence sequence, Span<int> labels)
    {
        var settling = new Settling(_settle);
        for (var i = LastChangeThatMatters(sequence); i < sequence.Start; i++)
            settling.Next(sequence.Recording.Times[i], sequence.Recording.LabelAt(i));
        for (var i = 0; i < sequence.Count; i++)
        {
            var index = sequence.Start + i;
            labels[i] = settling.Next(sequence.Recording.Times[index], sequence.Recording.LabelAt(index));
        }

        labels[sequence.Count..].Fill(-1);
    }

    /// <summary>From where a window has to look at labels to know how long its first one has held: no further than it settles.</summary>
    private int LastChangeThatMatters(Sequence sequence)
    {
        var (recording, start, _) = sequence;
        var first = start;
        while (first > 0 && recording.Times[start] - recording.Times[first] < _settle && recording.LabelAt(first - 1) == recording.LabelAt(start))
            first--;
        return first;
    }

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length];
    }
}
