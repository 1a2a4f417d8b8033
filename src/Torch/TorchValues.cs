using StreamHost.Numerics.Devices;
using TorchSharp;

namespace StreamHost.Torch;

/// <summary>A tensor of libtorch's.</summary>
/// <param name="device">The device that holds it.</param>
/// <param name="tensor">The tensor; float32.</param>
internal sealed class TorchValues(TorchDevice device, torch.Tensor tensor) : IDeviceValues
{
    public ITensorDevice Device => device;

    public torch.Tensor Tensor => tensor;

    public IReadOnlyList<int> Shape => Array.ConvertAll(tensor.shape, size => (int)size);

    public bool RequiresGradient
    {
        get => tensor.requires_grad;
        set
        {
            tensor.requires_grad = value;
            if (value)
                Keep();
        }
    }

    public bool IsHeld => !tensor.IsInvalid;

    public bool HasGradient
    {
        get
        {
            using var gradient = tensor.is_leaf ? tensor.grad : null;
            return gradient is not null;
        }
    }

    public void Keep() => tensor.DetachFromDisposeScope();

    public void Read(Span<float> values) => device.Read(tensor, values);

    public void Write(ReadOnlySpan<float> values)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var brought = device.Bring(values, tensor.shape);

        // What was only looked at is not written: libtorch goes back through no graph that holds what was written over since.
        if (!tensor.Equals(brought))
            tensor.copy_(brought);
    }

    public void ReadGradient(Span<float> gradient)
    {
        using var there = tensor.grad!;
        device.Read(there, gradient);
    }

    public void WriteGradient(ReadOnlySpan<float> gradient)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        tensor.grad = device.Bring(gradient, tensor.shape);
    }

    public void ClearGradient()
    {
        if (!IsHeld || !tensor.is_leaf)
            return;
        tensor.grad?.Dispose();
        tensor.grad = null;
    }

    public void Dispose() => tensor.Dispose();
}
