using System.Text.Json;
using StreamHost.Core.Json;
using StreamHost.Plugins.CfC.Architecture;

namespace StreamHost.Plugins.CfC.Exchange;

/// <summary>
/// What a file of the reference package's weights cannot say by its tensors: the arguments of <c>CfC(...)</c> or
/// <c>LTC(...)</c> by their own names, all optional, and how this host prepares inputs.
/// </summary>
internal sealed record NcpsConfiguration
{
    private const string Path = "$.config";
    private const int Largest = 8192;

    /// <summary><c>mode</c>: <c>default</c> or <c>no_gate</c>; a pure cell is told by its tensors.</summary>
    public CfCMode Mode { get; init; }

    /// <summary><c>activation</c>, default <c>lecun_tanh</c>.</summary>
    public BackboneActivation Activation { get; init; }

    /// <summary><c>backbone_dropout</c>, default 0.</summary>
    public double Dropout { get; init; }

    /// <summary><c>wiring</c>: <c>{ "cls": "AutoNCP", ... }</c> with the arguments of that class, default none.</summary>
    public WiringOptions? Wiring { get; init; }

    /// <summary><c>output_size</c>: outputs of an LTC without output mapping, default all units.</summary>
    public int? Outputs { get; init; }

    /// <summary><c>ode_unfolds</c>, default 6.</summary>
    public int Unfolds { get; init; }

    /// <summary><c>epsilon</c>, default 1e-8.</summary>
    public double Epsilon { get; init; }

    /// <summary><c>implicit_param_constraints</c>, default true, as of the class LTC.</summary>
    public bool ImplicitConstraints { get; init; }

    /// <summary><c>missing</c>, default <c>hold</c>: a network from elsewhere knows of no masks.</summary>
    public MissingValues Missing { get; init; }

    /// <summary><c>elapsed</c>, default <c>measured</c>.</summary>
    public ElapsedInput Elapsed { get; init; }

    /// <summary><c>first_elapsed</c>, default 1.</summary>
    public float FirstElapsed { get; init; }

    /// <summary><c>max_elapsed</c>, default 1e6.</summary>
    public float MaxElapsed { get; init; }

    /// <summary>Reads a configuration; the keys that tensors tell better are allowed and passed over.</summary>
    /// <exception cref="Core.InputException">A key is unknown, or a value is not allowed.</exception>
    public static NcpsConfiguration Read(JsonElement json)
    {
        var fields = new JsonFields(json, Path);
        foreach (var told in new[] { "cls", "input_size", "in_features", "units", "hidden_size", "proj_size", "return_sequences", "batch_first", "mixed_memory", "backbone_units", "backbone_layers", "input_mapping", "output_mapping" })
            fields.Has(told);

        var max = (float)fields.Number("max_elapsed", 1e6, value => value is > 0 and <= 1e9, "above 0 to 1e9");
        var read = new NcpsConfiguration
        {
            Mode = fields.Choice("mode", NcpsWords.Modes, CfCMode.Default),
            Activation = fields.Choice(fields.Has("backbone_activation") ? "backbone_activation" : "activation", NcpsWords.Activations, BackboneActivation.LecunTanh),
            Dropout = fields.Number("backbone_dropout", 0, value => value is >= 0 and < 1, "from 0 to below 1"),
            Wiring = fields.Object("wiring") is { } wiring ? NcpsWiring.Read(wiring) : null,
            Outputs = fields.WholeOrNull("output_size", 1, Largest),
            Unfolds = fields.Whole("ode_unfolds", 6, 1, 100),
            Epsilon = fields.Number("epsilon", 1e-8, value => value is > 0 and <= 1, "above 0 to 1"),
            ImplicitConstraints = fields.Flag("implicit_param_constraints", true),
            Missing = fields.Choice("missing", ArchitectureWords.Missing, MissingValues.Hold),
            Elapsed = fields.Choice("elapsed", ArchitectureWords.Elapsed, ElapsedInput.Measured),
            FirstElapsed = (float)fields.Number("first_elapsed", Math.Min(1, max), value => value >= 0 && value <= max, $"from 0 to {max}"),
            MaxElapsed = max,
        };
        fields.Has("activation");
        fields.RefuseOthers();
        return read;
    }

    /// <summary>The configuration of an architecture, complete, for a reader of either program.</summary>
    /// <param name="json">Where to write; one object.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="inputs">Inputs of the network.</param>
    /// <param name="outputs">Outputs of the cell.</param>
    public static void Write(Utf8JsonWriter json, CfCArchitecture architecture, int inputs, int outputs)
    {
        json.WriteStartObject();
        json.WriteString("cls", NcpsWords.Classes.Of(architecture.Cell));
        json.WriteNumber("input_size", inputs);
        json.WriteNumber("units", architecture.Units);
        if (architecture.Wiring is { } wiring)
            NcpsWiring.Write(json, wiring, architecture.Units, outputs);
        if (architecture.Projection is { } projection)
            json.WriteNumber("proj_size", projection);
        json.WriteBoolean("mixed_memory", architecture.MixedMemory);
        if (architecture.Cell == CellKind.CfC)
            WriteCfC(json, architecture);
        else
            WriteLtc(json, architecture.Ltc, outputs);
        json.WriteString("missing", ArchitectureWords.Missing.Of(architecture.Missing));
        json.WriteString("elapsed", ArchitectureWords.Elapsed.Of(architecture.Elapsed));
        json.WriteNumber("first_elapsed", architecture.FirstElapsed);
        json.WriteNumber("max_elapsed", architecture.MaxElapsed);
        json.WriteEndObject();
    }

    private static void WriteCfC(Utf8JsonWriter json, CfCArchitecture architecture)
    {
        json.WriteString("mode", NcpsWords.Modes.Of(architecture.Mode));
        if (architecture.Wiring is not null)
            return;

        json.WriteString("activation", NcpsWords.Activations.Of(architecture.Backbone.Activation));
        json.WriteNumber("backbone_units", architecture.Backbone.Units);
        json.WriteNumber("backbone_layers", architecture.Backbone.Layers);
        json.WriteNumber("backbone_dropout", architecture.Backbone.Dropout);
    }

    private static void WriteLtc(Utf8JsonWriter json, LtcOptions ltc, int outputs)
    {
        json.WriteNumber("output_size", outputs);
        json.WriteNumber("ode_unfolds", ltc.Unfolds);
        json.WriteNumber("epsilon", ltc.Epsilon);
        json.WriteString("input_mapping", ArchitectureWords.Mappings.Of(ltc.InputMapping));
        json.WriteString("output_mapping", ArchitectureWords.Mappings.Of(ltc.OutputMapping));
        json.WriteBoolean("implicit_param_constraints", ltc.ImplicitConstraints);
    }
}
