namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>What stands for a value that was not measured.</summary>
internal enum MissingValues
{
    /// <summary><c>hold+mask</c>: the last value measured, and one more input a feature that is 1 where it was measured and 0 where not.</summary>
    HoldAndMask,

    /// <summary><c>hold</c>: the last value measured.</summary>
    Hold,

    /// <summary><c>zero</c>: the mean, which is 0 after normalisation.</summary>
    Zero,
}
