using StreamHost.Numerics.Devices;

namespace StreamHost.Benchmarks.Work;

/// <summary>A work on tensors, made and done on a device.</summary>
internal sealed class OnDevice : IWork
{
    private readonly ITensorDevice _device;
    private readonly IWork _work;

    /// <param name="device">The device.</param>
    /// <param name="make">Makes the work.</param>
    public OnDevice(ITensorDevice device, Func<IWork> make)
    {
        using var use = TensorDevice.Use(device);
        (_device, _work) = (device, make());
    }

    public string Name => _work.Name;

    public string Unit => _work.Unit;

    public int UnitsPerRun => _work.UnitsPerRun;

    public void Run()
    {
        using var use = TensorDevice.Use(_device);
        _work.Run();
    }

    public void Dispose() => _work.Dispose();
}
