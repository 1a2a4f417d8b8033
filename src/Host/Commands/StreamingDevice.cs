using System.Globalization;
using StreamHost.Core.Packages;
using StreamHost.Engine;
using StreamHost.Engine.Serving;
using StreamHost.Engine.Workers;
using StreamHost.Host.Presets;
using StreamHost.Numerics.Devices;

namespace StreamHost.Host.Commands;

/// <summary>The device that a run's model is computed on: the managed arithmetic, another that the preset names, or the faster of two.</summary>
internal sealed class StreamingDevice
{
    private const string Faster = "auto";

    private readonly Output _output;
    private readonly int _streams;
    private readonly ITensorDevice? _other;
    private readonly Lock _choice = new();
    private ITensorDevice? _device;

    private StreamingDevice(Preset preset, Output output)
    {
        _output = output;
        _streams = Math.Min(preset.Streams ?? (preset.Source.IsSound ? 1 : preset.MaxBatch), preset.MaxBatch);
        switch (preset.Device)
        {
            case ComputingDevice.Managed:
                _device = TensorDevice.Managed;
                break;
            case Faster:
                _other = ComputingDevice.Best();
                break;
            default:
                _device = ComputingDevice.Open(preset.Device);
                output.Tell($"computing by {_device.Name}", new { device = _device.Name });
                break;
        }
    }

    /// <summary>Opens what a preset asks for, and says what that is unless it is the managed arithmetic by default.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="output">Is told what was taken.</param>
    /// <exception cref="Core.InputException">There is no such device.</exception>
    public static StreamingDevice Open(Preset preset, Output output) => new(preset, output);

    /// <summary>What it is, in words, once there is a version.</summary>
    public string Name => _device!.Name;

    /// <summary>Builds versions of the model for the device; the first one decides which is the faster.</summary>
    public EditionBuilder Builder(EditionBuilder build) => (package, sampleRate) =>
    {
        lock (_choice)
            _device ??= Choose(build, package, sampleRate);
        return Build(build, _device, package, sampleRate);
    };

    /// <summary>How the pipeline is built once there is a version: another device than the managed one belongs to one worker, whose calls all streams share.</summary>
    public PipelineOptions Pipeline(PipelineOptions options) => _device == TensorDevice.Managed ? options : options with { Workers = 1 };

    private static Edition Build(EditionBuilder build, ITensorDevice device, ModelPackage package, int? sampleRate)
    {
        using var use = TensorDevice.Use(device);
        return build(package, sampleRate);
    }

    /// <summary>Measures a call for as many streams as are expected.</summary>
    private ITensorDevice Choose(EditionBuilder build, ModelPackage package, int? sampleRate)
    {
        if (_other is null)
        {
            _output.Tell("computing by the managed arithmetic: this build has no other device", new { device = TensorDevice.Managed.Name });
            return TensorDevice.Managed;
        }

        using var here = Build(build, TensorDevice.Managed, package, sampleRate);
        using var there = Build(build, _other, package, sampleRate);
        using var batchHere = MadeUpBatch.Of(here, _streams);
        using var batchThere = MadeUpBatch.Of(there, _streams);
        var times = CallTimes.Medians([batchHere, batchThere]);
        var faster = times[0] <= times[1] ? TensorDevice.Managed : _other;
        _output.Tell(
            string.Create(
                CultureInfo.InvariantCulture,
                $"computing by {faster.Name}: a call of {_streams} stream{(_streams == 1 ? "" : "s")} takes managed {times[0]:F1} us, {_other.Name} {times[1]:F1} us"),
            new { device = faster.Name, streams = _streams, microseconds = new Dictionary<string, double> { [TensorDevice.Managed.Name] = times[0], [_other.Name] = times[1] } });
        return faster;
    }
}
