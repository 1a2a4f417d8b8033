namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>The forms of the CfC cell, by the names of Hasani et al. (2022).</summary>
internal enum CfCMode
{
    /// <summary><c>default</c>: h = f (1 - t) + t g.</summary>
    Default,

    /// <summary><c>noGate</c>: h = f + t g.</summary>
    NoGate,

    /// <summary><c>pure</c>: the direct solution, h = A - A exp(-elapsed (|w_tau| + |f|)) f.</summary>
    Pure,
}
