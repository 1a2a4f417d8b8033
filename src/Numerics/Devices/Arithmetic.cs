namespace StreamHost.Numerics.Devices;

/// <summary>What two elements are combined by.</summary>
public enum Arithmetic
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a times b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,
}
