using System.Runtime.InteropServices;
using StreamHost.Numerics.Devices;
using TorchSharp;

namespace StreamHost.Torch.Tests;

/// <summary>A device that fails at an operation, once it is told to.</summary>
internal sealed class BreakingDevice
{
    private readonly string _operation;
    private readonly bool _isLost;
    private bool _isFailing;

    private BreakingDevice(ITensorDevice inner, string operation, bool isLost)
    {
        (_operation, _isLost) = (operation, isLost);
        Device = WatchedDevice.Make(inner, Before);
    }

    /// <summary>What fails.</summary>
    public ITensorDevice Device { get; }

    /// <summary>Whether it has.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>One that will ask libtorch, once, for more memory than any machine has.</summary>
    public static BreakingDevice OutOfMemory(ITensorDevice inner, string operation) => new(inner, operation, isLost: false);

    /// <summary>One that will be gone: from that operation on every call fails, the end of a scope too.</summary>
    public static BreakingDevice Lost(ITensorDevice inner, string operation) => new(inner, operation, isLost: true);

    /// <summary>From now on the operation fails.</summary>
    public void Break() => _isFailing = true;

    private void Before(string operation)
    {
        if (HasFailed ? !_isLost : !(_isFailing && operation == _operation))
            return;

        HasFailed = true;
        if (_isLost)
            throw new ExternalException($"CUDA error: unspecified launch failure at {operation}\nCUDA kernel errors might be asynchronously reported");
        torch.empty(1L << 50, torch.float32).Dispose();
    }
}
