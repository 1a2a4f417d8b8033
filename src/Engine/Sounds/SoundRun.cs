using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sources;
using StreamHost.Engine.Workers;

namespace StreamHost.Engine.Sounds;

/// <summary>
/// A source of sound through a model to its sinks, whatever becomes of the source's rate: where it changes, the model is built for the new one
/// and the stream goes on, with the same sinks and the same account. Streams begin anew there, as behind a gap.
/// </summary>
/// <param name="source">The sound; disposed of by the caller.</param>
/// <param name="build">Builds the model for a rate in Hz; disposed of here.</param>
/// <param name="sinks">Who gets the classifications; disposed of by the caller.</param>
/// <param name="options">How the pipelines are built.</param>
/// <param name="time">The clock; the system's unless told.</param>
public sealed class SoundRun(
    IAudioSource source, Func<int, IAudioModel> build, IReadOnlyList<IClassificationSink> sinks, PipelineOptions options, TimeProvider? time = null) : IDisposable
{
    /// <summary>Hops of noise that a model hears before a live run, so that its code is compiled when the first true one comes.</summary>
    private const int WarmUpHops = 40;

    private IAudioModel? _model = Build(build, source.SampleRate, options.IsLive);

    /// <summary>What happens to every hop, live.</summary>
    public PipelineCounters Counters { get; } = new();

    /// <summary>Runs until the source ends, something fails, or <paramref name="stop"/> asks to end; then drains. Once.</summary>
    /// <returns>The account. What failed stands in it and is not thrown.</returns>
    public async Task<PipelineReport> RunAsync(CancellationToken stop)
    {
        var duration = TimeSpan.Zero;
        while (true)
        {
            var report = await Pipeline.OfSound(source, _model!, sinks, options, time, Counters).RunAsync(stop).ConfigureAwait(false);
            duration += report.Duration;
            if (!source.HasChangedRate || report.Failure is not null || stop.IsCancellationRequested)
                return report with { Duration = duration };

            Dispose();
            try
            {
                _model = Build(build, source.SampleRate, options.IsLive);
            }
            catch (StreamHostException failure)
            {
                return report with { Duration = duration, Failure = failure };
            }
        }
    }

    private static IAudioModel Build(Func<int, IAudioModel> build, int sampleRate, bool isLive)
    {
        var model = build(sampleRate);
        if (isLive)
            WarmUp(model);
        return model;
    }

    private static void WarmUp(IAudioModel model)
    {
        try
        {
            using var noise = MadeUpBatch.OfSound(model, 1);
            for (var hop = 0; hop < WarmUpHops; hop++)
                noise.Process();
        }
        catch (Exception)
        {
            // A model that fails here fails at the first true hop too, and there it is told with its stream.
        }
    }

    /// <summary>Disposes of the model.</summary>
    public void Dispose()
    {
        _model?.Dispose();
        _model = null;
    }
}
