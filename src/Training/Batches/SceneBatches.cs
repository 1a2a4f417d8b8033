using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Threads;
using StreamHost.Training.Datasets;
using StreamHost.Training.Networks;
using StreamHost.Training.Scenes;

namespace StreamHost.Training.Batches;

/// <summary>Batches of scenes: in each epoch every recording stands in one, put together anew.</summary>
/// <param name="recordings">What to put into scenes.</param>
/// <param name="composer">Puts them there.</param>
/// <param name="stride">Events that share a label.</param>
/// <param name="batchSize">Most scenes in a batch.</param>
internal sealed class SceneBatches(IReadOnlyList<Recording> recordings, ISceneComposer composer, int stride, int batchSize) : IBatches
{
    private readonly int _length = composer.Length / stride * stride;
    private int[] _order = [];
    private ulong[] _seeds = [];
    private float[] _values = [];
    private double[] _elapsed = [];
    private int[] _labels = [];

    /// <inheritdoc/>
    public int Count => (recordings.Count + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public void Draw(ulong seed)
    {
        var random = new RandomSource(seed);
        _order = [.. Enumerable.Range(0, recordings.Count)];
        random.Shuffle(_order.AsSpan());
        _seeds = [.. _order.Select(_ => random.NextBits())];
    }

    /// <inheritdoc/>
    public SequenceBatch Fill(int batch)
    {
        var first = batch * batchSize;
        var count = Math.Min(batchSize, recordings.Count - first);
        var labels = _length / stride;
        if (_values.Length == 0)
        {
            _values = new float[batchSize * _length];
            _labels = new int[batchSize * labels];
            _elapsed = new double[batchSize * _length];
            _elapsed.AsSpan().Fill(1 / recordings[0].SampleRate);
            for (var i = 0; i < batchSize; i++)
                _elapsed[i * _length] = double.NaN;
        }

        Shards.Run(count, i => composer.Compose(
            recordings[_order[first + i]],
            new RandomSource(_seeds[first + i]),
            _values.AsSpan(i * _length, _length),
            _labels.AsSpan(i * labels, labels)));
        return new SequenceBatch
        {
            Count = count,
            Time = _length,
            Values = _values,
            Elapsed = _elapsed,
            SampleRate = recordings[0].SampleRate,
            Lengths = [.. Enumerable.Repeat(_length, count)],
            Labels = _labels,
            EveryEvent = true,
            LabelStride = stride,
        };
    }
}
