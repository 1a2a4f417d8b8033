namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>What stands between the layers of a backbone.</summary>
internal enum BackboneActivation
{
    /// <summary><c>lecunTanh</c>: 1.7159 tanh(0.666 x).</summary>
    LecunTanh,

    /// <summary><c>tanh</c>.</summary>
    Tanh,

    /// <summary><c>relu</c>: max(x, 0).</summary>
    Relu,

    /// <summary><c>gelu</c>: x Phi(x), with the error function.</summary>
    Gelu,

    /// <summary><c>silu</c>: x sigmoid(x).</summary>
    Silu,
}
