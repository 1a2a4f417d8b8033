namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>What an LTC alone has.</summary>
internal sealed record LtcOptions
{
    /// <summary>Steps of the solver an event, 1 to 100; default 6.</summary>
    public int Unfolds { get; init; } = 6;

    /// <summary>Added to the solver's divisor, above 0 to 1; default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>What happens to each input; default <c>affine</c>.</summary>
    public ValueMapping InputMapping { get; init; }

    /// <summary>What happens to each output; default <c>affine</c>.</summary>
    public ValueMapping OutputMapping { get; init; }

    /// <summary>
    /// How conductances and capacities stay positive; default true. True: they pass through softplus. False: they are
    /// taken as they are, and cut off at 0 after every optimiser step.
    /// </summary>
    public bool ImplicitConstraints { get; init; } = true;
}
