using StreamHost.Core;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Wirings;

namespace StreamHost.Plugins.CfC.Layout;

/// <summary>
/// The sizes of a network and all its tensors, in the order and by the names of the reference package's
/// <c>state_dict</c>; behind them the readout, which that package leaves to its user.
/// </summary>
internal sealed class NetworkLayout
{
    private readonly List<ParameterSpec> _parameters = [];

    /// <param name="architecture">The network's shape.</param>
    /// <param name="inputs">Inputs of the network: the features and, where asked for, their masks.</param>
    /// <param name="labels">Scores that come out.</param>
    /// <exception cref="InputException">Without a readout, the outputs are not as many as the labels.</exception>
    public NetworkLayout(CfCArchitecture architecture, int inputs, int labels)
    {
        Architecture = architecture;
        Inputs = inputs;
        Labels = labels;
        Units = architecture.Units;
        Layers = architecture.Wiring is { } wiring ? LayersOf(wiring, Units) : [Units];
        CellOutputs = architecture.Cell == CellKind.CfC ? Layers[^1] : MotorsOf(architecture.Wiring, Units);
        Outputs = architecture.Projection ?? CellOutputs;
        if (architecture.Readout == ReadoutKind.None && Outputs != labels)
        {
            throw new InputException(
                "$.architecture.readout",
                $"the network has {Outputs} outputs and there are {labels} labels",
                "let readout be \"linear\", or projection the number of labels");
        }

        AddCell();
        if (architecture.MixedMemory)
            AddLstm();
        if (architecture.Projection is not null)
            AddLinear("fc", Outputs, CellOutputs, StartingValues.Linear(CellOutputs));
        if (architecture.Readout == ReadoutKind.Linear)
            AddLinear("readout", labels, Outputs, StartingValues.Linear(Outputs));
    }

    /// <summary>The network's shape.</summary>
    public CfCArchitecture Architecture { get; }

    /// <summary>Inputs of the network.</summary>
    public int Inputs { get; }

    /// <summary>Scores that come out.</summary>
    public int Labels { get; }

    /// <summary>Neurons that carry state.</summary>
    public int Units { get; }

    /// <summary>Neurons of each layer of a wired CfC, input side first, which is also their order in the state; else all in one.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>Whether the CfC is a chain of layers with masks.</summary>
    public bool IsWiredCfC => Architecture is { Cell: CellKind.CfC, Wiring: not null };

    /// <summary>Outputs of the cell.</summary>
    public int CellOutputs { get; }

    /// <summary>Outputs of the cell and, where there is one, the projection.</summary>
    public int Outputs { get; }

    /// <summary>Floats of recurrent state: h, and behind it c where the memory is mixed.</summary>
    public int StateLength => Architecture.MixedMemory ? 2 * Units : Units;

    /// <summary>All tensors.</summary>
    public IReadOnlyList<ParameterSpec> Parameters => _parameters;

    private static IReadOnlyList<int> LayersOf(WiringOptions wiring, int units) => wiring.Kind switch
    {
        WiringKind.Custom => wiring.Layers,
        WiringKind.Ncp or WiringKind.AutoNcp => NcpCounts.Of(wiring, units).Layers,
        _ => [units],
    };

    private static int MotorsOf(WiringOptions? wiring, int units) =>
        wiring?.Kind == WiringKind.Ncp ? wiring.Motor : wiring?.Outputs ?? units;

    private void AddCell()
    {
        if (Architecture.Cell == CellKind.Ltc)
            AddLtc();
        else if (IsWiredCfC)
            AddWiredCfC();
        else
            AddCfC("rnn_cell", Inputs, Units, Architecture.Backbone);
    }

    private void AddWiredCfC()
    {
        var inputs = Inputs;
        for (var layer = 0; layer < Layers.Count; layer++)
        {
            var units = Layers[layer];
            Add($"rnn_cell.layer_{layer}.sparsity_mask", new StartingValues(StartKind.Mask, Layer: layer), units, inputs + units);
            AddCfC($"rnn_cell.layer_{layer}", inputs, units, new BackboneOptions { Layers = 0 });
            inputs = units;
        }
    }

    private void AddCfC(string cell, int inputs, int units, BackboneOptions backbone)
    {
        if (Architecture.Mode == CfCMode.Pure)
        {
            Add($"{cell}.w_tau", StartingValues.Xavier, 1, units);
            Add($"{cell}.A", StartingValues.Xavier, 1, units);
        }

        var width = inputs + units;
        for (var layer = 0; layer < backbone.Layers; layer++)
        {
            AddLinear($"{cell}.backbone.{backbone.ModuleIndex(layer)}", backbone.Units, width, StartingValues.Xavier);
            width = backbone.Units;
        }

        string[] heads = Architecture.Mode == CfCMode.Pure ? ["ff1"] : ["ff1", "ff2", "time_a", "time_b"];
        foreach (var head in heads)
            AddLinear($"{cell}.{head}", units, width, StartingValues.Xavier);
    }

    /// <summary>The bounds are those that the reference package draws from.</summary>
    private void AddLtc()
    {
        AddUniform("gleak", 0.001f, 1, Units);
        AddUniform("vleak", -0.2f, 0.2f, Units);
        AddUniform("cm", 0.4f, 0.6f, Units);
        AddUniform("sigma", 3, 8, Units, Units);
        AddUniform("mu", 0.3f, 0.8f, Units, Units);
        AddUniform("w", 0.001f, 1, Units, Units);
        Add("rnn_cell.erev", new StartingValues(StartKind.Polarity), Units, Units);
        AddUniform("sensory_sigma", 3, 8, Inputs, Units);
        AddUniform("sensory_mu", 0.3f, 0.8f, Inputs, Units);
        AddUniform("sensory_w", 0.001f, 1, Inputs, Units);
        Add("rnn_cell.sensory_erev", new StartingValues(StartKind.SensoryPolarity), Inputs, Units);
        Add("rnn_cell.sparsity_mask", new StartingValues(StartKind.Mask), Units, Units);
        Add("rnn_cell.sensory_sparsity_mask", new StartingValues(StartKind.SensoryMask), Inputs, Units);
        AddMapping("input", Architecture.Ltc.InputMapping, Inputs);
        AddMapping("output", Architecture.Ltc.OutputMapping, CellOutputs);
    }

    private void AddUniform(string name, float low, float high, params int[] shape) =>
        Add($"rnn_cell.{name}", new StartingValues(StartKind.Uniform, low, high), shape);

    private void AddMapping(string side, ValueMapping mapping, int count)
    {
        if (mapping != ValueMapping.None)
            Add($"rnn_cell.{side}_w", StartingValues.Constant(1), count);
        if (mapping == ValueMapping.Affine)
            Add($"rnn_cell.{side}_b", StartingValues.Constant(0), count);
    }

    private void AddLstm()
    {
        Add("lstm.input_map.weight", StartingValues.Xavier, 4 * Units, Inputs);
        Add("lstm.input_map.bias", new StartingValues(StartKind.Uniform, -0.1f, 0.1f), 4 * Units);
        Add("lstm.recurrent_map.weight", new StartingValues(StartKind.Orthogonal), 4 * Units, Units);
    }

    private void AddLinear(string name, int outputs, int inputs, StartingValues start)
    {
        Add($"{name}.weight", start, outputs, inputs);
        Add($"{name}.bias", StartingValues.Linear(inputs), outputs);
    }

    private void Add(string name, StartingValues start, params int[] shape) => _parameters.Add(new ParameterSpec(name, shape, start));
}
