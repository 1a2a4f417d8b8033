using StreamHost.Core.Models;
using StreamHost.Core.Packages;

namespace StreamHost.Core.Plugins;

/// <summary>An ability of a plugin: models that hear. Asked for by <c>plugin is IAudioPlugin</c>.</summary>
public interface IAudioPlugin
{
    /// <summary>Builds the streaming form of a package's model for a rate, whatever rate it was trained at. [any thread but the hot path's; may allocate]</summary>
    /// <param name="package">The package.</param>
    /// <param name="sampleRate">Of the stream, in Hz.</param>
    /// <exception cref="InputException">The package's architecture or weights are not what the plugin needs, or can't be streamed.</exception>
    IAudioModel LoadAudioModel(ModelPackage package, int sampleRate);
}
