namespace StreamHost.Plugins.CKConv.FilterBanks;

/// <summary>The shape of a filter bank.</summary>
internal sealed record FilterBankOptions
{
    /// <summary>Bands, evenly spaced by mel, 4 to 256; default 40.</summary>
    public int Bands { get; init; } = 40;

    /// <summary>Where the lowest band begins, in Hz; default 60.</summary>
    public double Lowest { get; init; } = 60;

    /// <summary>Where the highest band ends, in Hz; default 7600.</summary>
    public double Highest { get; init; } = 7600;

    /// <summary>How long the kernels are, in s; default 0.025.</summary>
    public double Window { get; init; } = 0.025;

    /// <summary>Results a second, 1 to 1000; default 100.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>The power that is added before the logarithm, that of a full-scale tone being 1; default 1e-8, 80 dB below it.</summary>
    public double Floor { get; init; } = 1e-8;
}
