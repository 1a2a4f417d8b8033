using StreamHost.Core.Models;

namespace StreamHost.Engine.Tests.Sounds;

/// <summary>Scores are the sum of the hop and that of all so far.</summary>
internal sealed class SummingModel : IAudioModel
{
    public ModelIdentity Identity { get; } = new("summing", 1, new string('0', 64), ["a", "b"]);

    public int SampleRate { get; init; } = 1000;

    public int Hop => 10;

    public int StateLength => 16;

    public ulong StateLayout => 1;

    public int ScratchLength(int batch) => 0;

    public void InitializeState(Span<float> state) => state.Clear();

    public void Process(in AudioBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var sum = 0f;
            foreach (var sample in batch.Samples.Slice(i * Hop, Hop))
                sum += sample;
            ref var all = ref batch.States[batch.Rows[i] * StateLength];
            all += sum;
            (batch.Scores[2 * i], batch.Scores[(2 * i) + 1]) = (sum / 100, all / 100);
        }
    }

    public void Dispose()
    {
    }
}
