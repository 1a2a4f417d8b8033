using StreamHost.Core.Logs;
using StreamHost.Core.Models;
using StreamHost.Core.Signals;
using StreamHost.Engine;
using StreamHost.Host.Sinks;
using StreamHost.Host.Sinks.Jsonl;
using StreamHost.Host.Sources;
using StreamHost.Host.Sources.Replay;
using StreamHost.Plugins.CfC;

namespace StreamHost.Benchmarks.Work;

/// <summary>The same from a CSV log to a file of JSON lines.</summary>
public sealed class HostFiles : IWork
{
    private const int Streams = 1000;

    private readonly IEventModel _model = new CfCPlugin().LoadEventModel(CfCModels.Package());
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public HostFiles()
    {
        var random = new Random(1);
        var streams = new StreamTable();
        var values = new float[_model.Features.Count];
        using var log = EventLogWriter.Create(LogPath, _model.Features);
        for (var i = 0; i < UnitsPerRun; i++)
        {
            foreach (ref var value in values.AsSpan())
                value = (float)Math.Round((2 * random.NextDouble()) - 1, 4);
            log.Write(streams.Intern($"stream-{i % Streams}"), UnixTime.Second + (i * 1_000_000L), values, label: null);
        }
    }

    public string Name => "host-files";

    public string Unit => "event";

    public int UnitsPerRun => 200_000;

    private string LogPath => Path.Combine(_folder, "events.csv");

    public void Run()
    {
        using var file = new TextFile(File.Create(Path.Combine(_folder, "classifications.jsonl")), "classifications.jsonl");
        var sink = new JsonlSink(file, _model.Identity);
        var source = new ReplaySource(new ReplayOptions { Path = LogPath, Speed = "max" }, new SourceContext(_folder, _model.Features));
        var report = new Pipeline(source, _model, [sink], new PipelineOptions { Workers = 1 }).RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (report.Counters.Classified != UnitsPerRun)
            throw new InvalidOperationException($"{report.Counters.Classified} of {UnitsPerRun} events were classified.");
    }

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
