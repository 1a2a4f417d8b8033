using System.Globalization;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Engine.Plugins;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Workers;
using StreamHost.Host.Presets;
using StreamHost.Numerics.Devices;

namespace StreamHost.Host.Commands;

/// <summary>The device that a run's events are computed on: the managed arithmetic, another that the preset names, or the faster of two.</summary>
internal sealed class StreamingDevice
{
    private const string Faster = "auto";

    private readonly ITensorDevice _device;

    private StreamingDevice(ITensorDevice device) => _device = device;

    /// <summary>Opens what a preset asks for, and says what that is unless it is the managed arithmetic by default.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="package">The model's package to begin with.</param>
    /// <param name="plugins">Who builds its streaming form, to measure.</param>
    /// <param name="output">Is told what was taken.</param>
    /// <exception cref="Core.InputException">There is no such device.</exception>
    public static StreamingDevice Open(Preset preset, ModelPackage package, PluginCatalog plugins, Output output)
    {
        if (preset.Device == ComputingDevice.Managed)
            return new StreamingDevice(TensorDevice.Managed);
        if (preset.Source.IsSound)
        {
            output.Tell("sound is computed by the managed arithmetic, whatever the device");
            return new StreamingDevice(TensorDevice.Managed);
        }

        if (preset.Device == Faster)
            return new StreamingDevice(Choose(preset, package, plugins, output));
        var device = ComputingDevice.Open(preset.Device);
        output.Tell($"computing by {device.Name}", new { device = device.Name });
        return new StreamingDevice(device);
    }

    /// <summary>What it is, in words.</summary>
    public string Name => _device.Name;

    /// <summary>Builds versions of the model for the device.</summary>
    public EditionBuilder Builder(EditionBuilder build) => (package, sampleRate) =>
    {
        using var use = TensorDevice.Use(_device);
        return build(package, sampleRate);
    };

    /// <summary>Measures a call with events of as many streams as the preset lets into one.</summary>
    private static ITensorDevice Choose(Preset preset, ModelPackage package, PluginCatalog plugins, Output output)
    {
        if (ComputingDevice.Best() is not { } other)
        {
            output.Tell("computing by the managed arithmetic: this build has no other device", new { device = TensorDevice.Managed.Name });
            return TensorDevice.Managed;
        }

        using var here = Load(TensorDevice.Managed);
        using var there = Load(other);
        using var batchHere = new MadeUpBatch(here, preset.MaxBatch);
        using var batchThere = new MadeUpBatch(there, preset.MaxBatch);
        var times = CallTimes.Medians([batchHere, batchThere]);
        var faster = times[0] <= times[1] ? TensorDevice.Managed : other;
        output.Tell(
            string.Create(
                CultureInfo.InvariantCulture,
                $"computing by {faster.Name}: a call of {preset.MaxBatch} streams takes managed {times[0]:F0} us, {other.Name} {times[1]:F0} us"),
            new { device = faster.Name, streams = preset.MaxBatch, microseconds = new Dictionary<string, double> { [TensorDevice.Managed.Name] = times[0], [other.Name] = times[1] } });
        return faster;

        IEventModel Load(ITensorDevice device)
        {
            using var use = TensorDevice.Use(device);
            return plugins.Get(package.Manifest.Plugin, package.Folder).LoadEventModel(package);
        }
    }
}
