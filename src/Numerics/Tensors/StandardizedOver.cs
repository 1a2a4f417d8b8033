namespace StreamHost.Numerics.Tensors;

/// <summary>What <see cref="Standardization"/> takes mean and variance over, in a tensor of [batch, channels, positions..].</summary>
public enum StandardizedOver
{
    /// <summary>The channels of each position (layer normalisation of Ba et al., 2016, a position at a time).</summary>
    Channels,

    /// <summary>The channels and positions of each sample (group normalisation of Wu and He, 2018, with one group).</summary>
    Sample,

    /// <summary>The samples and positions of each channel (batch normalisation of Ioffe and Szegedy, 2015).</summary>
    Batch,
}
