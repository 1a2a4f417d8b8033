using System.Reflection;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost;

/// <summary>Another device that computes as one that there is, until it breaks after some joins of tensors.</summary>
public class FailingDevice : DispatchProxy
{
    private ITensorDevice _inner = TensorDevice.Managed;
    private int _healthy;

    /// <summary>Makes one.</summary>
    /// <param name="inner">What computes.</param>
    /// <param name="healthy">Joins until it breaks; by default it never does.</param>
    public static ITensorDevice Make(ITensorDevice inner, int healthy = int.MaxValue)
    {
        var device = Create<ITensorDevice, FailingDevice>();
        ((FailingDevice)(object)device)._inner = inner;
        ((FailingDevice)(object)device)._healthy = healthy;
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
