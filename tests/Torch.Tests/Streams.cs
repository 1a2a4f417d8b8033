using StreamHost.Core.Models;

namespace StreamHost.Torch.Tests;

/// <summary>Ten streams of two features, whose events are a function of stream and time, and the states and scores that a model of three labels gives them.</summary>
internal sealed class Streams : IDisposable
{
    private const int Count = 10;
    private readonly float[] _scratch;

    public Streams(IEventModel model)
    {
        Model = model;
        States = new float[Count * model.StateLength];
        _scratch = new float[model.ScratchLength(Count)];
        for (var stream = 0; stream < Count; stream++)
            model.InitializeState(States.AsSpan(stream * model.StateLength, model.StateLength));
    }

    public IEventModel Model { get; }

    public float[] States { get; }

    public float[] Scores { get; } = new float[Count * 3];

    public void Process(int time) => Model.Process(new EventBatch
    {
        Count = Count,
        Values = [.. Enumerable.Range(0, 2 * Count).Select(i => MathF.Sin((i * 7) + time) * 3)],
        Elapsed = [.. Enumerable.Range(0, Count).Select(stream => time == 0 ? double.NaN : 0.1 * ((stream + time) % 9))],
        States = States,
        Rows = [.. Enumerable.Range(0, Count)],
        Scores = Scores,
        Scratch = _scratch,
    });

    public void Dispose() => Model.Dispose();
}
