using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Blocks;

/// <summary>What follows a convolution.</summary>
internal enum Activation
{
    /// <summary><c>relu</c>.</summary>
    Relu,

    /// <summary><c>gelu</c>: the exact one.</summary>
    Gelu,
}

/// <summary>Activations as operations.</summary>
internal static class ActivationOperations
{
    /// <summary>Applies it to every element.</summary>
    public static Tensor Apply(this Activation activation, Tensor x) => activation == Activation.Gelu ? x.Gelu() : x.Relu();
}
