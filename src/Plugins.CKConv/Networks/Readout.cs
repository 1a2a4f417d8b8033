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

    /// <summary>
    /// <c>events</c>: each step has scores of its own, and the first label is what the others stand out against: what a whole
    /// signal is told by is how far each label rises above the first at its best.
    /// </summary>
    Events,
}
