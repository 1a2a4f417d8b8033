using StreamHost.Numerics.Devices;
using TorchSharp;

namespace StreamHost.Torch;

/// <summary>Opens libtorch's devices.</summary>
public sealed class TorchDeviceProvider : ITensorDeviceProvider
{
    /// <inheritdoc/>
    public ITensorDevice Open(string kind)
    {
        if (kind != "cpu" && !torch.cuda.is_available())
            throw new NotSupportedException("this build's libtorch finds no CUDA device");
        if (kind.StartsWith("cuda:", StringComparison.Ordinal) && !(int.TryParse(kind.AsSpan(5), out var number) && number >= 0 && number < torch.cuda.device_count()))
            throw new NotSupportedException($"{kind} is none of {torch.cuda.device_count()} CUDA devices, which count from cuda:0");
        return new TorchDevice(kind);
    }
}
