namespace StreamHost.Plugins.CfC.Layout;

/// <summary>Where a tensor's first values come from.</summary>
internal enum StartKind
{
    /// <summary>Uniform between two bounds; equal bounds are a constant.</summary>
    Uniform,

    /// <summary>Uniform within sqrt(6 / (in + out)) (Glorot and Bengio, 2010).</summary>
    Xavier,

    /// <summary>Orthonormal rows or columns, whichever are fewer (Saxe et al., 2014).</summary>
    Orthogonal,

    /// <summary>The sign of each connection between neurons.</summary>
    Polarity,

    /// <summary>The sign of each connection from an input.</summary>
    SensoryPolarity,

    /// <summary>Constant: 1 where there is a connection between neurons, else 0.</summary>
    Mask,

    /// <summary>Constant: 1 where there is a connection from an input, else 0.</summary>
    SensoryMask,
}
