using StreamHost.Core.Models;

namespace StreamHost.Engine.Sounds;

/// <summary>A model that hears as one that reads events: each a hop of samples. Behind a gap a stream begins anew, as one that has heard nothing.</summary>
/// <param name="model">The model; disposed of by whoever made it.</param>
internal sealed class HopModel(IAudioModel model) : IEventModel
{
    /// <summary>The time of a hop may be set by a millisecond; what is further from the last is behind a gap.</summary>
    private readonly double _longest = ((double)model.Hop / model.SampleRate) + 0.0015;

    /// <summary>Seconds of a hop.</summary>
    public double Duration => (double)model.Hop / model.SampleRate;

    /// <inheritdoc/>
    public ModelIdentity Identity => model.Identity;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [.. Enumerable.Repeat("sample", model.Hop)];

    /// <inheritdoc/>
    public string? Degraded => model.Degraded;

    /// <inheritdoc/>
    public int StateLength => model.StateLength;

    /// <inheritdoc/>
    public ulong StateLayout => model.StateLayout;

    /// <inheritdoc/>
    public int ScratchLength(int batch) => model.ScratchLength(batch);

    /// <inheritdoc/>
    public void InitializeState(Span<float> state) => model.InitializeState(state);

    /// <inheritdoc/>
    public void Process(in EventBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Elapsed[i] > _longest)
                model.InitializeState(batch.States.Slice(batch.Rows[i] * StateLength, StateLength));
        }

        model.Process(new AudioBatch
        {
            Count = batch.Count,
            Samples = batch.Values,
            States = batch.States,
            Rows = batch.Rows,
            Scores = batch.Scores,
            Scratch = batch.Scratch,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
