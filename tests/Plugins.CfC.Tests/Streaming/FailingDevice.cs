using System.Reflection;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CfC.Tests.Streaming;

/// <summary>A device that breaks after some joins of tensors, of which a step ends with one.</summary>
public class FailingDevice : DispatchProxy
{
    private ITensorDevice _inner = TensorDevice.Managed;
    private int _healthy;

    public static ITensorDevice Make(ITensorDevice inner, int healthy)
    {
        var device = Create<ITensorDevice, FailingDevice>();
        ((FailingDevice)(object)device)._inner = inner;
        ((FailingDevice)(object)device)._healthy = 2 * healthy;
        return device;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(Tensor.Concat) && --_healthy < 0)
            throw new InvalidOperationException("it fell off the bus");
        return targetMethod.Invoke(_inner, args);
    }
}
