using StreamHost.Numerics.Devices.Managed;

namespace StreamHost.Numerics.Devices;

/// <summary>Which device computes.</summary>
public static class TensorDevice
{
    [ThreadStatic]
    private static ITensorDevice? _current;

    /// <summary>The arithmetic of this library, on the processor's cores: what computes where no other device is in use.</summary>
    public static ITensorDevice Managed { get; } = new ManagedDevice();

    /// <summary>The device that computes on this thread.</summary>
    public static ITensorDevice Current => _current ?? Default;

    /// <summary>What computes on threads where no device is in use: the managed one, unless a program chooses another at its start.</summary>
    public static ITensorDevice Default { get; set; } = Managed;

    /// <summary>Lets a device compute on this thread until what is returned is disposed, on this thread too.</summary>
    /// <param name="device">The device.</param>
    public static IDisposable Use(ITensorDevice device)
    {
        var turn = new Turn(_current);
        _current = device;
        return turn;
    }

    private sealed class Turn(ITensorDevice? before) : IDisposable
    {
        public void Dispose() => _current = before;
    }
}
