using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Engine;
using StreamHost.Engine.Sinks;
using StreamHost.Host.Presets;
using StreamHost.Host.Sources;

namespace StreamHost.Host.Commands;

/// <summary>A pipeline with the source and the model that it runs on: of events, or of sound with the model built for the source's rate.</summary>
internal sealed class OpenedRun : IAsyncDisposable
{
    private readonly IAsyncDisposable _source;
    private readonly IDisposable _model;

    private OpenedRun(Pipeline pipeline, IAsyncDisposable source, IDisposable model) => (Pipeline, _source, _model) = (pipeline, source, model);

    /// <summary>The pipeline.</summary>
    public Pipeline Pipeline { get; }

    /// <summary>Opens what a preset names.</summary>
    /// <exception cref="InputException">The source or the model is not what it should be, or one can't read the other.</exception>
    public static async Task<OpenedRun> OpenAsync(Preset preset, string folder, ModelPackage package, IPlugin plugin, IReadOnlyList<IClassificationSink> sinks)
    {
        if (preset.Source.IsSound)
            return await OpenSoundAsync(preset, folder, package, plugin, sinks).ConfigureAwait(false);

        var model = plugin.LoadEventModel(package);
        try
        {
            var source = preset.Source.Open(new SourceContext(folder, model.Features));
            return new OpenedRun(new Pipeline(source, model, sinks, preset.Pipeline), source, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        _model.Dispose();
    }

    private static async Task<OpenedRun> OpenSoundAsync(
        Preset preset, string folder, ModelPackage package, IPlugin plugin, IReadOnlyList<IClassificationSink> sinks)
    {
        if (package.Manifest.SampleRate is null || plugin is not IAudioPlugin hearing)
            throw new InputException(package.Folder, "its model reads events, and the source is one of sound", "name a model that was trained on sounds, or a source of events");

        var source = preset.Source.OpenSound(new SourceContext(folder, Features: null));
        try
        {
            var model = hearing.LoadAudioModel(package, source.SampleRate);
            return new OpenedRun(Pipeline.OfSound(source, model, sinks, preset.Pipeline), source, model);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
