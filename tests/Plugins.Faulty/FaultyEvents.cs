using StreamHost.Core.Models;

namespace StreamHost.Plugins.Faulty;

internal sealed class FaultyEvents(ModelIdentity identity, IReadOnlyList<string> features, Fault fault) : IEventModel
{
    public ModelIdentity Identity => identity;

    public IReadOnlyList<string> Features => features;

    public int StateLength => 16;

    public ulong StateLayout => 0xFA017;

    public int ScratchLength(int batch) => 0;

    public void InitializeState(Span<float> state) => state.Clear();

    public void Process(in EventBatch batch) => fault.Happen(batch.Scores);

    public void Dispose()
    {
    }
}
