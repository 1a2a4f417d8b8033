namespace StreamHost.Numerics.Devices;

/// <summary>What to say of a device that failed at a stream.</summary>
public static class DeviceFailure
{
    /// <summary>One line: libraries say in many where in their own source it was.</summary>
    /// <param name="device">The device.</param>
    /// <param name="exception">What it threw.</param>
    public static string Of(ITensorDevice device, Exception exception) =>
        $"{device.Name} failed: {exception.Message.Split('\n')[0].Trim()}; the managed arithmetic goes on";
}
