using System.Runtime.CompilerServices;
using StreamHost.Numerics.Devices;

namespace StreamHost;

/// <summary>
/// Runs all tests of operations on another device than the managed one: <c>STREAMHOST_TEST_DEVICE</c> is the path of its assembly, and where a
/// kind is wanted that is not "cpu", a space and the kind.
/// </summary>
internal static class TestDevice
{
    [ModuleInitializer]
    internal static void Choose()
    {
        if (Environment.GetEnvironmentVariable("STREAMHOST_TEST_DEVICE") is not { Length: > 0 } device)
            return;

        var parts = device.Split(' ', 2);
        TensorDevice.Default = DeviceLoader.Load(parts[0]).Open(parts.Length > 1 ? parts[1] : "cpu");
    }
}
