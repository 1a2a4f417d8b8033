using StreamHost.Core.Models;
using StreamHost.Numerics.Memory;

namespace StreamHost.Plugins.CfC.Tests;

/// <summary>A host in small: keeps the states of some streams and takes a model through events, one of each stream at a time.</summary>
internal sealed class StreamRun : IDisposable
{
    private readonly IEventModel _model;
    private readonly int _streams;
    private readonly int[] _rows;
    private readonly AlignedMemory _values;
    private readonly AlignedMemory _states;
    private readonly AlignedMemory _scores;
    private readonly AlignedMemory _scratch;

    public StreamRun(IEventModel model, int streams)
    {
        _model = model;
        _streams = streams;
        _rows = [.. Enumerable.Range(0, streams)];
        _values = new AlignedMemory(streams * model.Features.Count);
        _states = new AlignedMemory(streams * model.StateLength);
        _scores = new AlignedMemory(streams * model.Identity.Labels.Count);
        _scratch = new AlignedMemory(Math.Max(1, model.ScratchLength(streams)));
        for (var stream = 0; stream < streams; stream++)
            model.InitializeState(State(stream));
    }

    /// <summary>The floats that the host keeps for a stream.</summary>
    public Span<float> State(int stream) => _states.Span.Slice(stream * _model.StateLength, _model.StateLength);

    /// <summary>The scores of a stream's last event.</summary>
    public ReadOnlySpan<float> Scores(int stream)
    {
        var labels = _model.Identity.Labels.Count;
        return _scores.Span.Slice(stream * labels, labels);
    }

    /// <summary>Hands over one event of each stream.</summary>
    /// <param name="values">[streams, features].</param>
    /// <param name="elapsed">[streams], seconds.</param>
    public void Step(ReadOnlySpan<float> values, ReadOnlySpan<double> elapsed)
    {
        values.CopyTo(_values.Span);
        _model.Process(new EventBatch
        {
            Count = _streams,
            Values = _values.Span[..values.Length],
            Elapsed = elapsed,
            States = _states.Span,
            Rows = _rows,
            Scores = _scores.Span,
            Scratch = _scratch.Span,
        });
    }

    public void Dispose()
    {
        _model.Dispose();
        _values.Dispose();
        _states.Dispose();
        _scores.Dispose();
        _scratch.Dispose();
    }
}
