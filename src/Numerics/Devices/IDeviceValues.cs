namespace StreamHost.Numerics.Devices;

/// <summary>What a device holds of a tensor: its elements, and its gradient where one has been computed.</summary>
public interface IDeviceValues : IDisposable
{
    /// <summary>The device.</summary>
    ITensorDevice Device { get; }

    /// <summary>The dimensions, outermost first.</summary>
    IReadOnlyList<int> Shape { get; }

    /// <summary>Whether a backward pass brings a gradient here; of what was brought here it can be set, and keeps it then.</summary>
    bool RequiresGradient { get; set; }

    /// <summary>Whether the device still has them; it gives back what was made in a scope that is over.</summary>
    bool IsHeld { get; }

    /// <summary>Whether a gradient was computed since it was cleared.</summary>
    bool HasGradient { get; }

    /// <summary>Keeps them when the scope is over in which they were made.</summary>
    void Keep();

    /// <summary>Copies the elements here, row-major.</summary>
    /// <param name="values">As many as there are.</param>
    void Read(Span<float> values);

    /// <summary>Copies elements there.</summary>
    /// <param name="values">As many as there are.</param>
    void Write(ReadOnlySpan<float> values);

    /// <summary>Copies the gradient here.</summary>
    /// <param name="gradient">As many as there are.</param>
    void ReadGradient(Span<float> gradient);

    /// <summary>Copies a gradient there.</summary>
    /// <param name="gradient">As many as there are.</param>
    void WriteGradient(ReadOnlySpan<float> gradient);

    /// <summary>Forgets the gradient.</summary>
    void ClearGradient();
}
