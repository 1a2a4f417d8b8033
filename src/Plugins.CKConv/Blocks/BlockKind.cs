namespace StreamHost.Plugins.CKConv.Blocks;

/// <summary>The kinds of residual block.</summary>
internal enum BlockKind
{
    /// <summary><c>tcn</c>: twice convolution, normalisation, activation; added; activation (Bai et al., 2018; CKCNN).</summary>
    Tcn,

    /// <summary><c>resnet</c>: convolution, normalisation, activation, convolution, normalisation; added; activation (He et al., 2016; FlexNet).</summary>
    Resnet,

    /// <summary><c>preactivation</c>: twice normalisation, activation, convolution; added.</summary>
    Preactivation,

    /// <summary><c>s4</c>: normalisation, convolution, activation, linear, activation; added (Gu et al., 2022; CCNN).</summary>
    S4,

    /// <summary><c>s4PostNorm</c>: the same with the normalisation at the end.</summary>
    S4PostNorm,
}
