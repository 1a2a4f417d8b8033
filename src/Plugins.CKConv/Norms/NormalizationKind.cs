namespace StreamHost.Plugins.CKConv.Norms;

/// <summary>What a normalisation layer takes mean and variance over.</summary>
internal enum NormalizationKind
{
    /// <summary><c>none</c>: nothing is normalised.</summary>
    None,

    /// <summary><c>layer</c>: the channels of each step. A stream can be normalised so.</summary>
    Layer,

    /// <summary><c>batch</c>: each channel, by figures that training measures. A stream can be normalised so.</summary>
    Batch,

    /// <summary><c>sample</c>: channels and time of a whole recording, as CKCNN was published. A stream cannot: it has no end.</summary>
    Sample,
}
