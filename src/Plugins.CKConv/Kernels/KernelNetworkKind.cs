namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>The kinds of network that give a kernel.</summary>
internal enum KernelNetworkKind
{
    /// <summary><c>siren</c>: sin(omega_0 (W x + b)).</summary>
    Siren,

    /// <summary><c>sirenPlainBias</c>: sin(omega_0 W x + b).</summary>
    SirenPlainBias,

    /// <summary><c>relu</c>.</summary>
    Relu,

    /// <summary><c>leakyRelu</c>.</summary>
    LeakyRelu,

    /// <summary><c>swish</c>.</summary>
    Swish,

    /// <summary><c>randomFourier</c>: fixed kind of features cos(W x + b), sin(W x + b) and a small network on them.</summary>
    RandomFourier,

    /// <summary><c>fourier</c>: a multiplicative network of sines.</summary>
    Fourier,

    /// <summary><c>gabor</c>: a multiplicative network of isotropic Gabor filters.</summary>
    Gabor,

    /// <summary><c>magnet</c>: a multiplicative network of anisotropic Gabor filters.</summary>
    Magnet,
}
