using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Engine.Plugins;

namespace StreamHost.Engine.Serving;

/// <summary>Builds versions of a model, each with the newest build of its plugin that the catalog knows.</summary>
/// <param name="plugins">The plugins; disposed of by the caller, after all versions.</param>
public sealed class Editions(PluginCatalog plugins)
{
    /// <summary>An <see cref="EditionBuilder"/>. [any thread but the hot path's]</summary>
    /// <param name="package">The version.</param>
    /// <param name="sampleRate">Of a stream of sound, its rate in Hz; null where the stream is one of events.</param>
    /// <exception cref="InputException">There is no such plugin, it refuses the package, or the model can't hear.</exception>
    public Edition Build(ModelPackage package, int? sampleRate)
    {
        var lease = plugins.Acquire(package.Manifest.Plugin, package.Folder);
        try
        {
            return sampleRate is { } rate
                ? Edition.OfSound(Hearing(lease.Plugin, package).LoadAudioModel(package, rate), lease)
                : new Edition(lease.Plugin.LoadEventModel(package), lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Whether a model may hear at all, before a device is opened for it.</summary>
    /// <param name="package">The model's.</param>
    /// <exception cref="InputException">It was trained on events.</exception>
    public static void CheckHearing(ModelPackage package)
    {
        if (package.Manifest.SampleRate is null)
            throw Deaf(package);
    }

    private static IAudioPlugin Hearing(IPlugin plugin, ModelPackage package)
    {
        CheckHearing(package);
        return plugin as IAudioPlugin ?? throw Deaf(package);
    }

    private static InputException Deaf(ModelPackage package) =>
        new(package.Folder, "its model reads events, and the source is one of sound", "name a model that was trained on sounds, or a source of events");
}
