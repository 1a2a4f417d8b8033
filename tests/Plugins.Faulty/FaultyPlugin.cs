using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;

namespace StreamHost.Plugins.Faulty;

/// <summary>Models that go wrong after some calls, as their packages' architecture says: <c>{ "fault": "throws", "after": 500, "hop": 0.01 }</c>.</summary>
public sealed class FaultyPlugin : IPlugin, IAudioPlugin
{
    /// <inheritdoc/>
    public string Id => "faulty";

    /// <inheritdoc/>
    public IEventModel LoadEventModel(ModelPackage package) => new FaultyEvents(package.Identity, package.Manifest.Features, FaultOf(package));

    /// <inheritdoc/>
    public IAudioModel LoadAudioModel(ModelPackage package, int sampleRate) =>
        new FaultySound(package.Identity, sampleRate, (int)(package.Manifest.Architecture.GetProperty("hop").GetDouble() * sampleRate), FaultOf(package));

    private static Fault FaultOf(ModelPackage package) =>
        new(package.Identity, package.Manifest.Architecture.GetProperty("fault").GetString()!, package.Manifest.Architecture.GetProperty("after").GetInt32());
}
