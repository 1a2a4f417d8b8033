using StreamHost.Core.Models;
using StreamHost.Engine.Workers;
using StreamHost.Plugins.CfC;

namespace StreamHost.Benchmarks.Work;

/// <summary>One event each of a number of streams through the streaming form of the network.</summary>
public sealed class CfCStep : IWork
{
    private readonly int _streams;
    private readonly IEventModel _model = new CfCPlugin().LoadEventModel(CfCModels.Package());
    private readonly MadeUpBatch _batch;

    public CfCStep(int streams)
    {
        _streams = streams;
        _batch = new MadeUpBatch(_model, streams);
    }

    public string Name => $"step-{_streams}";

    public string Unit => "step";

    public int UnitsPerRun => 1;

    public void Run() => _batch.Process();

    public void Dispose()
    {
        _batch.Dispose();
        _model.Dispose();
    }
}
