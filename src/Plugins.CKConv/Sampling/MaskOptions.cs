namespace StreamHost.Plugins.CKConv.Sampling;

/// <summary>The window over a kernel.</summary>
internal sealed record MaskOptions
{
    /// <summary>Its width at first, as a part of half the kernel, above 0 to 10; default 0.075.</summary>
    public double Width { get; init; } = 0.075;

    /// <summary>Whether its middle is learnt too; default false.</summary>
    public bool LearnMean { get; init; }

    /// <summary>Whether samples where it is small are left out; default true.</summary>
    public bool Crop { get; init; } = true;

    /// <summary>What small means, above 0 to below 1; default 0.1.</summary>
    public double Threshold { get; init; } = 0.1;

    /// <summary>Whether a causal kernel keeps the last sample below the threshold, as CCNN does and FlexConv did not; default true.</summary>
    public bool KeepsSampleBelow { get; init; } = true;
}
