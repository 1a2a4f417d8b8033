using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using StreamHost.Core;
using StreamHost.Numerics.Devices;

namespace StreamHost.Host.Commands;

/// <summary>The device that a command's networks are computed on: the managed arithmetic, or what a build of its own brings in <c>devices/torch/</c>.</summary>
internal static class ComputingDevice
{
    /// <summary>The managed arithmetic, by name.</summary>
    public const string Managed = "managed";

    private const string Cuda = "cuda";
    private const string TorchOnProcessor = "torch-cpu";

    /// <summary>Which device; the managed arithmetic by default.</summary>
    public static readonly Option<string> Option = new("--device")
    {
        Description = "What computes: managed, or in a build that has it torch-cpu, cuda or cuda:1.",
        HelpName = "device",
        DefaultValueFactory = _ => Managed,
    };

    private static string Assembly => Path.Combine(AppContext.BaseDirectory, "devices", "torch", "StreamHost.Torch.dll");

    /// <summary>Does work on a device, on this thread.</summary>
    /// <param name="kind">The option's value.</param>
    /// <param name="output">Is told which device it is; of the managed one, programs alone.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="InputException">There is no such device.</exception>
    /// <exception cref="WorkFailedException">The device failed at its work.</exception>
    public static int Use(string kind, Output output, Func<int> work)
    {
        var device = Open(kind);
        output.Json(new { device = device.Name });
        if (device == TensorDevice.Managed)
            return work();

        output.Line($"computing by {device.Name}");
        return Use(device, work);
    }

    /// <summary>The same on a device that is open already.</summary>
    /// <param name="device">The device; not the managed one.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="WorkFailedException">The device failed at its work.</exception>
    public static int Use(ITensorDevice device, Func<int> work)
    {
        using var use = TensorDevice.Use(device);
        try
        {
            return work();
        }
        catch (ExternalException exception)
        {
            throw new WorkFailedException($"{device.Name} failed: {FirstLine(exception.Message)}; what was saved before is kept", exception);
        }
    }

    /// <summary>Opens a device.</summary>
    /// <param name="kind">Its name.</param>
    /// <exception cref="InputException">There is no such device.</exception>
    public static ITensorDevice Open(string kind)
    {
        if (kind == Managed)
            return TensorDevice.Managed;

        var isCuda = kind == Cuda || (kind.StartsWith($"{Cuda}:", StringComparison.Ordinal) && int.TryParse(kind.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (!isCuda && kind != TorchOnProcessor)
            throw new InputException("--device", $"\"{kind}\" is no device", $"give {Managed}, {TorchOnProcessor}, {Cuda} or {Cuda}:1");
        var build = $"dotnet build -c Release -p:Torch={(!isCuda ? "cpu" : OperatingSystem.IsWindows() ? "cuda-windows" : "cuda-linux")}";
        if (!File.Exists(Assembly))
            throw new InputException("--device", $"this build can't compute by {kind}", $"build one that can: {build}");

        try
        {
            return DeviceLoader.Load(Assembly).Open(isCuda ? kind : "cpu");
        }
        catch (NotSupportedException exception)
        {
            throw new InputException("--device", FirstLine(exception.Message), "leave it out, or see docs/gpu.md");
        }
        catch (Exception exception) when (exception is TypeLoadException or BadImageFormatException or FileNotFoundException)
        {
            throw new InputException(Assembly, $"it does not fit this program: {FirstLine(exception.Message)}", $"build it anew: {build}");
        }
    }

    /// <summary>The best device beside the managed arithmetic: a GPU, else libtorch on the processor; null where the build has none.</summary>
    public static ITensorDevice? Best()
    {
        if (!File.Exists(Assembly))
            return null;

        try
        {
            return Open(Cuda);
        }
        catch (InputException)
        {
            return Open(TorchOnProcessor);
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
