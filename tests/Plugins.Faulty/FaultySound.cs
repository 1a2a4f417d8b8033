using StreamHost.Core.Models;

namespace StreamHost.Plugins.Faulty;

internal sealed class FaultySound(ModelIdentity identity, int sampleRate, int hop, Fault fault) : IAudioModel
{
    public ModelIdentity Identity => identity;

    public int SampleRate => sampleRate;

    public int Hop => hop;

    public int StateLength => 16;

    public ulong StateLayout => 0xFA017;

    public int ScratchLength(int batch) => 0;

    public void InitializeState(Span<float> state) => state.Clear();

    public void Process(in AudioBatch batch) => fault.Happen(batch.Scores);

    public void Dispose()
    {
    }
}
