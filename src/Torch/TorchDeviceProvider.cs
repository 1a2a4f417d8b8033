using System.Globalization;
using StreamHost.Numerics.Devices;
using TorchSharp;

namespace StreamHost.Torch;

/// <summary>Opens libtorch's devices.</summary>
public sealed class TorchDeviceProvider : ITensorDeviceProvider
{
    /// <inheritdoc/>
    public ITensorDevice Open(string kind)
    {
        var isCuda = kind != "cpu";
        LoadLibraries(isCuda ? DeviceType.CUDA : DeviceType.CPU);
        if (isCuda)
            RequireCuda(kind);
        return new TorchDevice(kind);
    }

    private static void LoadLibraries(DeviceType type)
    {
        try
        {
            torch.TryInitializeDeviceType(type);
        }
        catch (Exception exception) when (exception is TypeInitializationException or NotSupportedException)
        {
            throw new NotSupportedException("libtorch's libraries can't be loaded; what was tried stands above", exception);
        }
    }

    private static void RequireCuda(string kind)
    {
        if (!torch.cuda.is_available())
            throw new NotSupportedException("this build's libtorch finds no CUDA device");
        if (kind != "cuda" && !(kind.StartsWith("cuda:", StringComparison.Ordinal) && IsNumberBelow(torch.cuda.device_count(), kind.AsSpan(5))))
            throw new NotSupportedException($"{kind} is none of {torch.cuda.device_count()} CUDA devices, which count from cuda:0");

        // Convolutions would else round what they multiply to ten bits.
        torch.backends.cudnn.allow_tf32 = false;
    }

    private static bool IsNumberBelow(int count, ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < count;
}
