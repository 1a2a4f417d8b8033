namespace StreamHost.Core.Sounds;

/// <summary>How a sound file writes its samples.</summary>
public enum SampleFormat
{
    /// <summary>8 bits, 128 the middle.</summary>
    Unsigned8,

    /// <summary>16 bits.</summary>
    Signed16,

    /// <summary>24 bits.</summary>
    Signed24,

    /// <summary>32 bits.</summary>
    Signed32,

    /// <summary>IEEE 754, 32 bits.</summary>
    Float32,

    /// <summary>IEEE 754, 64 bits.</summary>
    Float64,
}
