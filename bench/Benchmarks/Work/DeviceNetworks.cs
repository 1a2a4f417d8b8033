using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Engine.Sounds;
using StreamHost.Numerics.Devices;
using StreamHost.Plugins.CfC;
using StreamHost.Plugins.CKConv;

namespace StreamHost.Benchmarks.Work;

/// <summary>The streamed networks of the table of devices, as a user of the plugins gets them: under whatever device is in use.</summary>
internal static class DeviceNetworks
{
    /// <summary>That sounds are heard at, in Hz.</summary>
    public const int SampleRate = 48_000;

    private const double Hop = 0.01;

    /// <summary>A CfC of events.</summary>
    public static ModelPackage CfC { get; } = CfCModels.Package();

    /// <summary>The package of spoken digits that is shipped, behind a filter bank; read from where the repository is the current folder.</summary>
    public static ModelPackage Bank { get; } = new PackageStore("presets/models").Open("spoken-digits");

    /// <summary>A smaller network of sound that reads samples, of which 256 streams find room.</summary>
    public static ModelPackage Samples { get; } = StreamedNetworks.Package(StreamedNetworks.Samples, Hop);

    /// <summary>A package's model on a device, sound as events of hops.</summary>
    public static IEventModel Open(ModelPackage package, ITensorDevice device)
    {
        using var use = TensorDevice.Use(device);
        return package == CfC ? new CfCPlugin().LoadEventModel(package) : new HopModel(new CKConvPlugin().LoadAudioModel(package, SampleRate));
    }
}
