namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>The feed-forward layers that a CfC's input and state pass before its heads. A wired network has none.</summary>
internal sealed record BackboneOptions
{
    /// <summary>Layers, 0 to 16; default 1. Without any, the heads act on input and state themselves.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Units of each layer, 1 to 8192; default 128.</summary>
    public int Units { get; init; } = 128;

    /// <summary>After each layer; default <c>lecunTanh</c>.</summary>
    public BackboneActivation Activation { get; init; } = BackboneActivation.LecunTanh;

    /// <summary>The share of values dropped while training, after every layer but the first, 0 to below 1; default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>The name that the reference package gives the linear layer: its modules are numbered, activations and dropout too.</summary>
    public int ModuleIndex(int layer) => layer == 0 ? 0 : 2 + ((layer - 1) * (Dropout > 0 ? 3 : 2));
}
