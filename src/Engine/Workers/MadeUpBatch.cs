using StreamHost.Core.Models;
using StreamHost.Engine.Memory;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sounds;

namespace StreamHost.Engine.Workers;

/// <summary>A batch of made-up events with the memory to process it, for timing a model outside of a pipeline: values between -1 and 1, elapsed times up to a second.</summary>
public sealed class MadeUpBatch : IDisposable
{
    private readonly IEventModel _model;
    private readonly int _streams;
    private readonly AlignedFloats _values;
    private readonly AlignedFloats _states;
    private readonly AlignedFloats _scores;
    private readonly AlignedFloats _scratch;
    private readonly double[] _elapsed;
    private readonly int[] _rows;

    /// <summary>Makes one event for each of some streams; the same ones every time.</summary>
    /// <param name="model">Who is going to process them.</param>
    /// <param name="streams">How many, at least 1.</param>
    public MadeUpBatch(IEventModel model, int streams)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(streams, 1);
        _model = model;
        _streams = streams;
        _values = new AlignedFloats(streams * model.Features.Count);
        _states = new AlignedFloats(streams * model.StateLength);
        _scores = new AlignedFloats(streams * model.Identity.Labels.Count);
        _scratch = new AlignedFloats(model.ScratchLength(streams));
        var random = new Random(1);
        foreach (ref var value in _values.Span)
            value = (float)((2 * random.NextDouble()) - 1);
        for (var i = 0; i < streams; i++)
            model.InitializeState(_states.Span.Slice(i * model.StateLength, model.StateLength));
        _elapsed = [.. Enumerable.Range(0, streams).Select(_ => model is HopModel hops ? hops.Duration : random.NextDouble())];
        _rows = [.. Enumerable.Range(0, streams)];
    }

    /// <summary>Whether the last scores were numbers.</summary>
    public bool HasFiniteScores => float.IsFinite(System.Numerics.Tensors.TensorPrimitives.Sum<float>(_scores.Span));

    /// <summary>How many streams it has an event of.</summary>
    public int Streams => _streams;

    /// <summary>Makes an event, or a hop of sound, for each of some streams of a version.</summary>
    public static MadeUpBatch Of(Edition edition, int streams) => new(edition.Model, streams);

    /// <summary>Makes one hop of sound for each of some streams.</summary>
    public static MadeUpBatch OfSound(IAudioModel model, int streams) => new(new HopModel(model), streams);

    /// <summary>Processes the batch once more, from the states that it left the last time. Allocates nothing.</summary>
    public void Process() => _model.Process(new EventBatch
    {
        Count = _streams,
        Values = _values.Span,
        Elapsed = _elapsed,
        States = _states.Span,
        Rows = _rows,
        Scores = _scores.Span,
        Scratch = _scratch.Span,
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _states.Dispose();
        _scores.Dispose();
        _scratch.Dispose();
    }
}
