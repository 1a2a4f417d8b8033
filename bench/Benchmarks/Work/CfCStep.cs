using System.Runtime.InteropServices;
using StreamHost.Core.Models;
using StreamHost.Plugins.CfC;

namespace StreamHost.Benchmarks.Work;

/// <summary>One event each of a number of streams through the streaming form of the network.</summary>
public sealed unsafe class CfCStep : IWork
{
    private readonly int _streams;
    private readonly IEventModel _model;
    private readonly float* _memory;
    private readonly int _values;
    private readonly int _states;
    private readonly int _scores;
    private readonly int _scratch;
    private readonly double[] _elapsed;
    private readonly int[] _rows;

    public CfCStep(int streams)
    {
        _streams = streams;
        _model = new CfCPlugin().LoadEventModel(CfCModels.Package());
        _values = Aligned(streams * CfCModels.Inputs);
        _states = Aligned(streams * _model.StateLength);
        _scores = Aligned(streams * CfCModels.Labels);
        _scratch = Aligned(_model.ScratchLength(streams));
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(_values + _states + _scores + _scratch) * sizeof(float), 64);
        var random = new Random(1);
        for (var i = 0; i < _values; i++)
        {
            _memory[i] = (float)((2 * random.NextDouble()) - 1);
        }

        for (var i = 0; i < streams; i++)
        {
            _model.InitializeState(new Span<float>(_memory + _values + (i * _model.StateLength), _model.StateLength));
        }

        _elapsed = [.. Enumerable.Range(0, streams).Select(_ => random.NextDouble())];
        _rows = [.. Enumerable.Range(0, streams)];
    }

    public string Name => $"step-{_streams}";

    public string Unit => "step";

    public int UnitsPerRun => 1;

    public void Run() => _model.Process(new EventBatch
    {
        Count = _streams,
        Values = new ReadOnlySpan<float>(_memory, _streams * CfCModels.Inputs),
        Elapsed = _elapsed,
        States = new Span<float>(_memory + _values, _streams * _model.StateLength),
        Rows = _rows,
        Scores = new Span<float>(_memory + _values + _states, _streams * CfCModels.Labels),
        Scratch = new Span<float>(_memory + _values + _states + _scores, _model.ScratchLength(_streams)),
    });

    public void Dispose()
    {
        _model.Dispose();
        NativeMemory.AlignedFree(_memory);
    }

    private static int Aligned(int floats) => (floats + 15) & ~15;
}
