using StreamHost.Numerics.Devices;

namespace StreamHost;

/// <summary>A test of what only the managed arithmetic promises: its memory, its threads, its order of sums.</summary>
internal sealed class ManagedFactAttribute : FactAttribute
{
    public ManagedFactAttribute() => Skip = ManagedTheoryAttribute.Reason;
}

/// <inheritdoc cref="ManagedFactAttribute"/>
internal sealed class ManagedTheoryAttribute : TheoryAttribute
{
    public ManagedTheoryAttribute() => Skip = Reason;

    internal static string? Reason => TensorDevice.Default == TensorDevice.Managed ? null : "only the managed arithmetic promises this";
}
