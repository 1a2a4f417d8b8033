using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Engine.Serving;

namespace StreamHost.Host.Models;

/// <summary>Builds versions of a model with the plugins that lie in the plugin folders at that moment, so that a new build of a plugin is used by the next version.</summary>
internal static class Editions
{
    /// <summary>An <see cref="EditionBuilder"/>.</summary>
    /// <param name="package">The version.</param>
    /// <param name="sampleRate">Of a stream of sound, its rate in Hz; null where the stream is one of events.</param>
    /// <exception cref="InputException">There is no such plugin, it refuses the package, or the model can't hear.</exception>
    public static Edition Build(ModelPackage package, int? sampleRate)
    {
        var plugins = Folders.Plugins();
        try
        {
            var plugin = plugins.Get(package.Manifest.Plugin, package.Folder);
            return sampleRate is { } rate
                ? Edition.OfSound(Hearing(plugin, package).LoadAudioModel(package, rate), plugins)
                : new Edition(plugin.LoadEventModel(package), plugins);
        }
        catch
        {
            plugins.Dispose();
            throw;
        }
    }

    /// <summary>Whether a model may hear at all, before a device is opened for it.</summary>
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
