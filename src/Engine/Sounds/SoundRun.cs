using StreamHost.Core;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Sounds;

/// <summary>
/// A source of sound through a model to its sinks, whatever becomes of the source's rate: where it changes, the version that answers is built for
/// the new one and the stream goes on, with the same sinks and the same account. Streams begin anew there, as behind a gap.
/// </summary>
/// <param name="source">The sound; disposed of by the caller.</param>
/// <param name="model">The model, built for the source's rate; disposed of by the caller.</param>
/// <param name="sinks">Who gets the classifications; disposed of by the caller.</param>
/// <param name="options">How the pipelines are built.</param>
/// <param name="time">The clock; the system's unless told.</param>
public sealed class SoundRun(
    IAudioSource source, ServedModel model, IReadOnlyList<IClassificationSink> sinks, PipelineOptions options, TimeProvider? time = null)
{
    /// <summary>What happens to every hop, live.</summary>
    public PipelineCounters Counters { get; } = new();

    /// <summary>Runs until the source ends, something fails, or <paramref name="stop"/> asks to end; then drains. Once.</summary>
    /// <returns>The account. What failed stands in it and is not thrown.</returns>
    public async Task<PipelineReport> RunAsync(CancellationToken stop)
    {
        var duration = TimeSpan.Zero;
        while (true)
        {
            var report = await Pipeline.OfSound(source, model, sinks, options, time, Counters).RunAsync(stop).ConfigureAwait(false);
            duration += report.Duration;
            var hasFailed = report.Failure is not null && model.Status().Unavailable is null;
            if (!source.HasChangedRate || hasFailed || stop.IsCancellationRequested)
                return report with { Duration = duration };

            try
            {
                model.Retune(source.SampleRate);
            }
            catch (StreamHostException failure)
            {
                return report with { Duration = duration, Failure = failure };
            }
        }
    }
}
