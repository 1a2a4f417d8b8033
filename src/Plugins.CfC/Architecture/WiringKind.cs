namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>How the neurons of a wired network are connected.</summary>
internal enum WiringKind
{
    /// <summary><c>full</c>: every neuron with every other.</summary>
    Full,

    /// <summary><c>random</c>: a share of all connections, drawn at random.</summary>
    Random,

    /// <summary><c>ncp</c>: a neural circuit policy (Lechner et al., 2020) with every count given.</summary>
    Ncp,

    /// <summary><c>autoncp</c>: a neural circuit policy whose counts follow from units, outputs and sparsity.</summary>
    AutoNcp,

    /// <summary><c>custom</c>: the connections stand in the weights as masks; for imported networks.</summary>
    Custom,
}
