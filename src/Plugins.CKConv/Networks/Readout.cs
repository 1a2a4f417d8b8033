namespace StreamHost.Plugins.CKConv.Networks;

/// <summary>Which steps the scores are read out of.</summary>
internal enum Readout
{
    /// <summary><c>last</c>: the last step.</summary>
    Last,

    /// <summary><c>mean</c>: the mean of all positions.</summary>
    Mean,

    /// <summary><c>every</c>: each step has scores of its own.</summary>
    Every,
}
