using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>
/// The arithmetic of this library. Tensors lie in the program's memory and remember what they were made of; where there is enough to do it is
/// spread over the processor's cores, in parts that do not depend on their number, and so to the same bits.
/// </summary>
internal sealed partial class ManagedDevice : ITensorDevice
{
    /// <inheritdoc/>
    public string Name => "managed";

    /// <inheritdoc/>
    public IDeviceValues Upload(ReadOnlySpan<float> values, ReadOnlySpan<int> shape) =>
        throw new NotSupportedException("Tensors lie here already.");

    /// <summary>Memory is given back by <see cref="TensorMemory"/> itself.</summary>
    public IDisposable? OpenScope() => null;

    /// <inheritdoc/>
    public void Backward(Tensor loss) => loss.BackwardHere();
}
