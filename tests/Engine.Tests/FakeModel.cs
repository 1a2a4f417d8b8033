using StreamHost.Core.Models;

namespace StreamHost.Engine.Tests;

/// <summary>
/// A model whose scores follow from the sum of all values that the stream has seen and the elapsed time: wrong order, a
/// lost event or a mixed-up state shows. State: [sum, events].
/// </summary>
internal sealed class FakeModel : IEventModel
{
    /// <summary>Called with each batch's number of events before it is processed.</summary>
    public Action<int>? OnBatch { get; init; }

    /// <summary>A value that makes all scores NaN.</summary>
    public float Poison { get; init; } = float.NaN;

    public ModelIdentity Identity { get; } = new("fake", 1, new string('0', 64), ["low", "high"]);

    public IReadOnlyList<string> Features { get; } = ["x"];

    public int StateLength => 2;

    public ulong StateLayout => 1;

    public int ScratchLength(int batch) => 0;

    public void InitializeState(Span<float> state) => state.Clear();

    public void Process(in EventBatch batch)
    {
        OnBatch?.Invoke(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            var state = batch.States.Slice(batch.Rows[i] * StateLength, StateLength);
            state[0] += batch.Values[i];
            state[1]++;
            var elapsed = double.IsNaN(batch.Elapsed[i]) ? 0f : (float)batch.Elapsed[i];
            batch.Scores[2 * i] = batch.Values[i] == Poison ? float.NaN : -state[0] - elapsed;
            batch.Scores[(2 * i) + 1] = state[0];
        }
    }

    public void Dispose()
    {
    }
}
