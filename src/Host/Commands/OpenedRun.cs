using StreamHost.Audio.Live;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Engine;
using StreamHost.Engine.Accounts;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Sinks;
using StreamHost.Engine.Sounds;
using StreamHost.Host.Presets;
using StreamHost.Host.Sources;
using StreamHost.Host.Sources.Live;

namespace StreamHost.Host.Commands;

/// <summary>A run with the source and the model that it runs on: of events, or of sound with the model built for the source's rate.</summary>
internal sealed class OpenedRun : IAsyncDisposable
{
    private readonly IAsyncDisposable _source;
    private readonly Func<CancellationToken, Task<PipelineReport>> _run;

    private OpenedRun(IAsyncDisposable source, ServedModel model, PipelineCounters counters, Func<CancellationToken, Task<PipelineReport>> run) =>
        (_source, Model, Counters, _run) = (source, model, counters, run);

    /// <summary>The model, whichever version of it answers.</summary>
    public ServedModel Model { get; }

    /// <summary>What happens to every event, live.</summary>
    public PipelineCounters Counters { get; }

    /// <summary>The account of a live source of sound; null of others.</summary>
    public LiveCounters? Live { get; private init; }

    /// <summary>Opens what a preset names.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="context">What its source is opened with; the features are the model's.</param>
    /// <param name="package">The model's package to begin with.</param>
    /// <param name="build">Builds versions.</param>
    /// <param name="device">What they are computed on.</param>
    /// <param name="notify">Is told what happens to the model's versions.</param>
    /// <param name="sinks">Who gets the classifications.</param>
    /// <param name="record">The folder to record live sound into, or null.</param>
    /// <exception cref="InputException">The source or the model is not what it should be, or one can't read the other.</exception>
    /// <exception cref="OperationCanceledException">There is no device yet, and the context ended the wait for one.</exception>
    public static Task<OpenedRun> OpenAsync(
        Preset preset,
        SourceContext context,
        ModelPackage package,
        EditionBuilder build,
        StreamingDevice device,
        Action<ServingNotice> notify,
        IReadOnlyList<IClassificationSink> sinks,
        string? record)
    {
        if (record is not null && !(preset.Source.IsSound && preset.Source.IsLive))
            throw new InputException("--record", "the source is none of live sound", "leave it out, or give --input mic");

        return preset.Source.IsSound
            ? OpenSoundAsync(preset, context, package, build, device, notify, sinks, record)
            : OpenEventsAsync(preset, context, package, build, device, notify, sinks);
    }

    /// <summary>Runs until the source ends, something fails, or <paramref name="stop"/> asks to end; then drains. Once.</summary>
    public Task<PipelineReport> RunAsync(CancellationToken stop) => _run(stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        await Model.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<OpenedRun> OpenEventsAsync(
        Preset preset, SourceContext context, ModelPackage package, EditionBuilder build, StreamingDevice device, Action<ServingNotice> notify, IReadOnlyList<IClassificationSink> sinks)
    {
        var model = new ServedModel(package, device.Builder(build), preset.Serving, notify: notify);
        try
        {
            var source = preset.Source.Open(context with { Features = model.Features });
            var pipeline = new Pipeline(source, model, sinks, device.Pipeline(preset.Pipeline));
            return new OpenedRun(source, model, pipeline.Counters, pipeline.RunAsync);
        }
        catch
        {
            await model.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<OpenedRun> OpenSoundAsync(
        Preset preset, SourceContext context, ModelPackage package, EditionBuilder build, StreamingDevice device, Action<ServingNotice> notify, IReadOnlyList<IClassificationSink> sinks, string? record)
    {
        Editions.CheckHearing(package);
        var opened = preset.Source.OpenSound(context);
        var source = record is null ? opened : new RecordedSource(opened, record);
        try
        {
            var model = new ServedModel(package, device.Builder(build), preset.Serving, source.SampleRate, notify);
            var run = new SoundRun(source, model, sinks, device.Pipeline(preset.Pipeline));
            return new OpenedRun(source, model, run.Counters, run.RunAsync) { Live = (opened as LiveSoundSource)?.Counters };
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
