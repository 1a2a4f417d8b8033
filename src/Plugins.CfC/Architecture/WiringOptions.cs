namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>The wiring of a network's neurons. Which keys are allowed follows from <see cref="Kind"/>.</summary>
internal sealed record WiringOptions
{
    /// <summary><c>type</c>; required.</summary>
    public required WiringKind Kind { get; init; }

    /// <summary>
    /// <c>full</c>, <c>random</c>, <c>custom</c>: output neurons of an LTC, 1 to units, default all (a CfC of one layer
    /// puts out all of them). <c>autoncp</c>: motor neurons, 1 to units - 3, default the number of labels.
    /// </summary>
    public int? Outputs { get; init; }

    /// <summary><c>random</c>: the share of connections left out, 0 to below 1, default 0. <c>autoncp</c>: 0.1 to 1, default 0.5.</summary>
    public double Sparsity { get; init; }

    /// <summary>The seed of the connections, 0 to 4294967295; default 1111 for <c>full</c> and <c>random</c>, 22222 for <c>ncp</c> and <c>autoncp</c>.</summary>
    public uint Seed { get; init; }

    /// <summary><c>full</c>: whether a neuron is connected with itself; default true.</summary>
    public bool SelfConnections { get; init; } = true;

    /// <summary><c>ncp</c>: inter neurons, at least 1; required.</summary>
    public int Inter { get; init; }

    /// <summary><c>ncp</c>: command neurons, at least 1; required.</summary>
    public int Command { get; init; }

    /// <summary><c>ncp</c>: motor neurons, which are the outputs, at least 1; required.</summary>
    public int Motor { get; init; }

    /// <summary><c>ncp</c>: connections from each input, 1 to inter; required.</summary>
    public int SensoryFanout { get; init; }

    /// <summary><c>ncp</c>: connections from each inter neuron, 1 to command; required.</summary>
    public int InterFanout { get; init; }

    /// <summary><c>ncp</c>: draws of connections among the command neurons, at least 0; required.</summary>
    public int RecurrentCommand { get; init; }

    /// <summary><c>ncp</c>: connections to each motor neuron, 1 to command; required.</summary>
    public int MotorFanin { get; init; }

    /// <summary><c>custom</c>: neurons of each layer, input side first; required.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];
}
