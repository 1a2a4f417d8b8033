using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Weights;

/// <summary>
/// A network's tensors by name. The network's parts ask for theirs while it is put together, so what a network is made of is
/// said in one place; they are drawn from a seed, and may then be loaded from a file.
/// </summary>
internal sealed class ParameterTable(ulong seed)
{
    private readonly OrderedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Where starting values come from.</summary>
    public RandomSource Random { get; } = new(seed);

    /// <summary>What training changes, in the order in which it was asked for.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. from pair in _tensors where pair.Value.RequiresGradient select new Parameter(pair.Key, pair.Value)];

    /// <summary>What is measured beside training, or constant.</summary>
    public IReadOnlyList<Parameter> Buffers => [.. from pair in _tensors where !pair.Value.RequiresGradient select new Parameter(pair.Key, pair.Value)];

    /// <summary>The names of all tensors.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>The tensor of a name.</summary>
    public Tensor this[string name] => _tensors[name];

    /// <summary>Where a part of the network finds its tensors.</summary>
    public ParameterScope Scope(string prefix = "") => new(this, prefix);

    /// <summary>Adds a tensor.</summary>
    public Tensor Add(string name, Tensor tensor, bool isTrained)
    {
        tensor.RequiresGradient = isTrained;
        _tensors.Add(name, tensor);
        return tensor;
    }

    /// <summary>Takes all values from a file, which must hold exactly these tensors.</summary>
    /// <exception cref="InputException">A tensor is missing, superfluous, of the wrong shape or type, or holds what is no finite number.</exception>
    public void Load(TensorFile file, string where)
    {
        if (file.Tensors.Keys.FirstOrDefault(name => !_tensors.ContainsKey(name)) is { } stranger)
            throw new InputException($"{where}, tensor {stranger}", "this architecture has no such tensor", "take it out, or correct the architecture");

        foreach (var (name, tensor) in _tensors)
        {
            if (!file.Tensors.TryGetValue(name, out var data))
                throw new InputException($"{where}, tensor {name}", "it is missing", $"give [{Text(tensor.Shape)}] floats");
            if (data.Type != TensorElement.Float32 || !data.Shape.SequenceEqual([.. tensor.Shape.ToArray().Select(size => (long)size)]))
                throw new InputException($"{where}, tensor {name}", $"it is {data.Type} [{string.Join(", ", data.Shape)}]", $"give [{Text(tensor.Shape)}] floats");

            var values = data.ToFloats();
            if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and var bad)
                throw new InputException($"{where}, tensor {name}", $"value {bad} is {values[bad]}", "weights are finite numbers; train or export them again");
            values.CopyTo(tensor.Values);
        }
    }

    /// <summary>All tensors, as a package or an exported file holds them.</summary>
    public TensorFile ToFile()
    {
        var file = new TensorFile();
        foreach (var (name, tensor) in _tensors)
            file.Add(name, TensorData.FromFloats(tensor.Values, [.. tensor.Shape.ToArray().Select(size => (long)size)]));
        return file;
    }

    private static string Text(ReadOnlySpan<int> shape) => string.Join(", ", shape.ToArray());
}
