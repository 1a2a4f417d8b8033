using System.Runtime.InteropServices;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;
using TorchSharp;

namespace StreamHost.Torch;

/// <summary>
/// Operations on tensors by libtorch, on a GPU or on the processor. Tensors stay on the device until their values are asked for; gradients are
/// libtorch's own. Used by one thread at a time.
/// </summary>
internal sealed partial class TorchDevice : ITensorDevice
{
    /// <summary>Floats of memory for transfers: 16 MiB.</summary>
    private const int StagingLength = 1 << 22;

    private readonly torch.Device _device;
    private readonly StagingMemory? _staging;

    /// <param name="kind">"cpu", "cuda", or "cuda:" and a number.</param>
    public TorchDevice(string kind)
    {
        _device = torch.device(kind);
        _staging = _device.type == DeviceType.CPU ? null : new StagingMemory(_device, StagingLength);
    }

    /// <inheritdoc/>
    public string Name => $"libtorch on {_device}";

    /// <inheritdoc/>
    public IDeviceValues Upload(ReadOnlySpan<float> values, ReadOnlySpan<int> shape)
    {
        var sizes = new long[shape.Length];
        for (var d = 0; d < sizes.Length; d++)
            sizes[d] = shape[d];
        return new TorchValues(this, Bring(values, sizes));
    }

    /// <inheritdoc/>
    public IDisposable OpenScope() => torch.NewDisposeScope();

    /// <inheritdoc/>
    public void Backward(Tensor loss)
    {
        if (loss.RequiresGradient)
            Of(loss).backward(retain_graph: true);
    }

    /// <summary>Elements as a tensor of the device.</summary>
    internal torch.Tensor Bring(ReadOnlySpan<float> values, long[] sizes)
    {
        if (_staging is not null)
            return _staging.Bring(values, sizes);
        var here = torch.empty(sizes, torch.float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(here.bytes));
        return here;
    }

    /// <summary>Copies a tensor's elements here.</summary>
    internal void Read(torch.Tensor from, Span<float> to)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var elements = from.detach().contiguous();
        if (_staging is not null)
            _staging.Read(elements, to);
        else
            MemoryMarshal.Cast<byte, float>(elements.bytes).CopyTo(to);
    }

    private torch.Tensor Of(Tensor tensor) => ((TorchValues)tensor.HeldBy(this)).Tensor;

    private Tensor Result(torch.Tensor tensor) => Tensor.On(new TorchValues(this, tensor));

    private torch.Tensor Whole(ReadOnlySpan<int> numbers)
    {
        var longs = new long[numbers.Length];
        for (var i = 0; i < longs.Length; i++)
            longs[i] = numbers[i];
        return torch.tensor(longs, torch.int64, _device);
    }
}
