namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>
/// The shape of a network, as presets and packages say it in JSON: the reference package's terms in camelCase, with its
/// defaults where it has them.
/// </summary>
internal sealed record CfCArchitecture
{
    /// <summary>The cell; default <c>cfc</c>.</summary>
    public CellKind Cell { get; init; }

    /// <summary>The form of a CfC cell; default <c>default</c>.</summary>
    public CfCMode Mode { get; init; }

    /// <summary>Neurons that carry state, 1 to 8192; default 32. With an <c>ncp</c> or <c>custom</c> wiring it follows from that.</summary>
    public int Units { get; init; } = 32;

    /// <summary>The layers before a CfC's heads; not with a wiring, which has none.</summary>
    public BackboneOptions Backbone { get; init; } = new();

    /// <summary>Whether an LSTM that shares the state runs before the cell (Lechner and Hasani, 2020); default false.</summary>
    public bool MixedMemory { get; init; }

    /// <summary>Outputs of a linear layer after the cell (<c>fc</c>), 1 to 8192; default null, none.</summary>
    public int? Projection { get; init; }

    /// <summary>How the outputs become scores; default <c>linear</c>.</summary>
    public ReadoutKind Readout { get; init; }

    /// <summary>How neurons are connected; default null: all with all, with a backbone for a CfC.</summary>
    public WiringOptions? Wiring { get; init; }

    /// <summary>What an LTC alone has.</summary>
    public LtcOptions Ltc { get; init; } = new();

    /// <summary>What stands for a value that was not measured; default <c>hold+mask</c>.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>Which time enters; default <c>measured</c>.</summary>
    public ElapsedInput Elapsed { get; init; }

    /// <summary>The elapsed time of a stream's first event, in time units, 0 to <see cref="MaxElapsed"/>; default 1.</summary>
    public float FirstElapsed { get; init; } = 1;

    /// <summary>A longer silence counts as this many time units, above 0 to 1e9; default 1e6.</summary>
    public float MaxElapsed { get; init; } = 1e6f;
}
