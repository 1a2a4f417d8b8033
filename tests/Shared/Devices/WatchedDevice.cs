using System.Reflection;
using StreamHost.Numerics.Devices;

namespace StreamHost;

/// <summary>Another device with something done before each of its operations, which may throw what the device would.</summary>
public class WatchedDevice : DispatchProxy
{
    /// <summary>What <see cref="ITensorDevice.OpenScope"/> returned is disposed.</summary>
    public const string CloseScope = nameof(CloseScope);

    private ITensorDevice _inner = TensorDevice.Managed;
    private Action<string> _before = _ => { };

    /// <param name="inner">Computes.</param>
    /// <param name="before">Is told the operation's name.</param>
    public static ITensorDevice Make(ITensorDevice inner, Action<string> before)
    {
        var device = Create<ITensorDevice, WatchedDevice>();
        ((WatchedDevice)(object)device)._inner = inner;
        ((WatchedDevice)(object)device)._before = before;
        return device;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (!targetMethod!.IsSpecialName)
            _before(targetMethod.Name);
        var result = targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
        return result is IDisposable scope && targetMethod.Name == nameof(ITensorDevice.OpenScope) ? new Scope(scope, _before) : result;
    }

    private sealed class Scope(IDisposable inner, Action<string> before) : IDisposable
    {
        public void Dispose()
        {
            inner.Dispose();
            before(CloseScope);
        }
    }
}
