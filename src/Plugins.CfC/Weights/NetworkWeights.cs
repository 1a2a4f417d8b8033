using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Wirings;

namespace StreamHost.Plugins.CfC.Weights;

/// <summary>A network's tensors by name: parameters, which carry gradients, and masks, which are constants.</summary>
internal sealed class NetworkWeights
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly NetworkLayout _layout;

    private NetworkWeights(NetworkLayout layout, Func<ParameterSpec, Tensor> make)
    {
        _layout = layout;
        var trained = new List<Parameter>();
        foreach (var spec in layout.Parameters)
        {
            var tensor = make(spec);
            tensor.RequiresGradient = spec.IsTrained;
            _tensors.Add(spec.Name, tensor);
            if (spec.IsTrained)
                trained.Add(new Parameter(spec.Name, tensor));
        }

        Parameters = trained;
    }

    /// <summary>What training changes, in the layout's order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The tensor of a name that the layout has.</summary>
    public Tensor this[string name] => _tensors[name];

    /// <summary>Draws fresh weights; the same seed gives the same to the bit.</summary>
    /// <exception cref="InputException">The wiring is custom, so its connections are not known.</exception>
    public static NetworkWeights Draw(NetworkLayout layout, ulong seed)
    {
        if (layout.Architecture.Wiring?.Kind == WiringKind.Custom)
        {
            throw new InputException(
                "$.architecture.wiring.type", "the connections of a custom wiring stand in imported weights", "name another type, or train on from that model");
        }

        var needsWiring = layout.IsWiredCfC || layout.Architecture.Cell == CellKind.Ltc;
        var wiring = needsWiring ? Wiring.Build(layout.Architecture.Wiring, layout.Units, layout.Inputs) : null;
        var random = new RandomSource(seed);
        return new NetworkWeights(layout, spec => Tensor.FromValues(WeightStart.Draw(spec, wiring, random), spec.Shape));
    }

    /// <summary>Takes weights from a file, which must hold exactly the layout's tensors.</summary>
    /// <param name="layout">What they must be.</param>
    /// <param name="file">The weights.</param>
    /// <param name="where">What to call the file in messages.</param>
    /// <exception cref="InputException">A tensor is missing, superfluous, of the wrong shape or type, or holds what no weight can be.</exception>
    public static NetworkWeights Read(NetworkLayout layout, TensorFile file, string where)
    {
        var known = layout.Parameters.Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        if (file.Tensors.Keys.FirstOrDefault(name => !known.Contains(name)) is { } stranger)
            throw new InputException($"{where}, tensor {stranger}", "this architecture has no such tensor", "take it out, or correct the architecture");

        return new NetworkWeights(layout, spec => Tensor.FromValues(WeightCheck.Values(spec, file, where), spec.Shape));
    }

    /// <summary>All tensors, as a package or an exported file holds them.</summary>
    public TensorFile ToFile()
    {
        var file = new TensorFile();
        foreach (var spec in _layout.Parameters)
            file.Add(spec.Name, TensorData.FromFloats(_tensors[spec.Name].Values, Array.ConvertAll(spec.Shape, size => (long)size)));
        return file;
    }
}
