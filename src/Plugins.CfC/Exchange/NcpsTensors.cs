using StreamHost.Core;
using StreamHost.Core.Packages;

namespace StreamHost.Plugins.CfC.Exchange;

/// <summary>What the names and shapes of the reference package's tensors tell of a network.</summary>
internal sealed class NcpsTensors(TensorFile file)
{
    /// <summary>What messages call the file.</summary>
    public const string Where = "ncps weights";

    private const int Largest = 1 << 14;

    /// <summary>Whether the network is an LTC.</summary>
    public bool IsLtc => Has("rnn_cell.gleak");

    /// <summary>Whether the network is a chain of masked CfC layers.</summary>
    public bool IsWiredCfC => Has("rnn_cell.layer_0.ff1.weight");

    /// <summary>Whether a tensor is there.</summary>
    public bool Has(string name) => file.Tensors.ContainsKey(name);

    /// <summary>One dimension of a tensor.</summary>
    /// <exception cref="InputException">There is no such tensor, or no such dimension.</exception>
    public int Size(string name, int dimension)
    {
        if (!file.Tensors.TryGetValue(name, out var tensor))
            throw new InputException($"{Where}, tensor {name}", "it is missing", "give a state_dict of CfC or LTC");
        return dimension < tensor.Shape.Count && tensor.Shape[dimension] is > 0 and <= Largest
            ? (int)tensor.Shape[dimension]
            : throw new InputException(
                $"{Where}, tensor {name}", $"its shape is [{string.Join(", ", tensor.Shape)}]", "give a state_dict of CfC or LTC");
    }

    /// <summary>Neurons of each layer.</summary>
    public IReadOnlyList<int> Layers()
    {
        if (IsLtc)
            return [Size("rnn_cell.gleak", 0)];
        if (!IsWiredCfC)
            return [Size("rnn_cell.ff1.weight", 0)];

        var sizes = new List<int>();
        while (Has($"rnn_cell.layer_{sizes.Count}.ff1.weight"))
            sizes.Add(Size($"rnn_cell.layer_{sizes.Count}.ff1.weight", 0));
        return sizes;
    }

    /// <summary>Inputs of the network.</summary>
    /// <exception cref="InputException">The first layer is no wider than the state that it reads.</exception>
    public int Inputs()
    {
        if (IsLtc)
            return Size("rnn_cell.sensory_w", 0);

        var first = IsWiredCfC ? "rnn_cell.layer_0.ff1.weight" : Has("rnn_cell.backbone.0.weight") ? "rnn_cell.backbone.0.weight" : "rnn_cell.ff1.weight";
        var inputs = Size(first, 1) - Layers()[0];
        return inputs > 0
            ? inputs
            : throw new InputException($"{Where}, tensor {first}", $"it reads {Size(first, 1)} values and the state alone has {Layers()[0]}", "give a state_dict of CfC or LTC");
    }

    /// <summary>Layers of the backbone.</summary>
    public int BackboneLayers() => file.Tensors.Keys.Count(
        name => name.StartsWith("rnn_cell.backbone.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal));

    /// <summary>Whether a tensor is there and has exactly these values.</summary>
    public bool Holds(string name, float[] values) =>
        file.Tensors.TryGetValue(name, out var tensor) && tensor.Length == values.Length && tensor.ToFloats().AsSpan().SequenceEqual(values);
}
