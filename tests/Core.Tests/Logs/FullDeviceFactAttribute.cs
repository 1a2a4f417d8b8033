namespace StreamHost.Core.Tests.Logs;

/// <summary>A test that needs the device that is always full; skipped where the system has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullDeviceFactAttribute : FactAttribute
{
    public FullDeviceFactAttribute() => Skip = File.Exists("/dev/full") ? null : "This system has no /dev/full.";
}
