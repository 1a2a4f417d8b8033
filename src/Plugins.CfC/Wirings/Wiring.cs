using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Wirings;

/// <summary>
/// Which neurons are connected, and how: a matrix [source, target] of +1 (excites), -1 (inhibits) and 0 (no connection),
/// and another from the inputs. The same options and seed give the connections of the reference package, to the bit.
/// </summary>
internal sealed class Wiring
{
    private readonly int[] _adjacency;
    private readonly int[] _sensory;

    /// <param name="inputs">Inputs of the network.</param>
    /// <param name="layers">Neurons of each layer by their numbers, input side first.</param>
    public Wiring(int inputs, params int[][] layers)
    {
        Inputs = inputs;
        Layers = layers;
        Units = layers.Sum(layer => layer.Length);
        _adjacency = new int[Units * Units];
        _sensory = new int[inputs * Units];
    }

    /// <summary>Inputs of the network.</summary>
    public int Inputs { get; }

    /// <summary>Neurons.</summary>
    public int Units { get; }

    /// <summary>Neurons of each layer by their numbers, input side first.</summary>
    public IReadOnlyList<int[]> Layers { get; }

    /// <summary>[units, units], source by target.</summary>
    public ReadOnlySpan<int> Adjacency => _adjacency;

    /// <summary>[inputs, units], source by target.</summary>
    public ReadOnlySpan<int> SensoryAdjacency => _sensory;

    /// <summary>Draws the connections that options describe.</summary>
    /// <param name="options">The wiring, not a custom one; null connects all with all.</param>
    /// <param name="units">Neurons.</param>
    /// <param name="inputs">Inputs of the network.</param>
    public static Wiring Build(WiringOptions? options, int units, int inputs) => options?.Kind switch
    {
        WiringKind.Random => RandomWiring.Build(units, inputs, options.Sparsity, options.Seed),
        WiringKind.Ncp or WiringKind.AutoNcp => NcpWiring.Build(NcpCounts.Of(options, units), inputs, options.Seed),
        WiringKind.Custom => throw new ArgumentException("A custom wiring stands in the weights.", nameof(options)),
        _ => FullWiring.Build(units, inputs, options?.SelfConnections ?? true, options?.Seed ?? FullWiring.DefaultSeed),
    };

    /// <summary>Connects two neurons; a second call for the same pair replaces the sign.</summary>
    public void Connect(int source, int target, int polarity) => _adjacency[(source * Units) + target] = polarity;

    /// <summary>Connects an input with a neuron; a second call for the same pair replaces the sign.</summary>
    public void ConnectInput(int source, int target, int polarity) => _sensory[(source * Units) + target] = polarity;

    /// <summary>
    /// The mask of a layer of a wired CfC, [targets, sources + targets]: 1 where a source, which is an input or a neuron
    /// of the layer before, is connected with a target. The recurrent part is all ones, as in the reference package.
    /// </summary>
    public float[] LayerMask(int layer)
    {
        var targets = Layers[layer];
        var sources = layer == 0 ? [.. Enumerable.Range(0, Inputs)] : Layers[layer - 1];
        var matrix = layer == 0 ? _sensory : _adjacency;
        var width = sources.Length + targets.Length;
        var mask = new float[targets.Length * width];
        Array.Fill(mask, 1);
        for (var row = 0; row < targets.Length; row++)
        {
            for (var column = 0; column < sources.Length; column++)
                mask[(row * width) + column] = Math.Abs(matrix[(sources[column] * Units) + targets[row]]);
        }

        return mask;
    }
}
