using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;
using StreamHost.Plugins.CfC.Wirings;

namespace StreamHost.Plugins.CfC.Exchange;

/// <summary>
/// Reads and writes weights as the reference package's <c>state_dict</c> names them. What names and shapes tell is taken
/// from them; the rest from the configuration, which an exported file carries in its metadata. A readout that follows
/// the network is <c>readout.weight</c> and <c>readout.bias</c>; without one, the network's outputs are the scores.
/// </summary>
internal static class NcpsExchange
{
    /// <summary>The format's name.</summary>
    public const string Format = "ncps";

    private const string ConfigurationKey = "config";

    /// <summary>Turns foreign weights into an architecture and weights of this plugin's own.</summary>
    /// <exception cref="InputException">A tensor or the configuration is not understood.</exception>
    public static (CfCArchitecture Architecture, TensorFile Weights) Import(TensorFile file, JsonElement? configuration)
    {
        var tensors = new NcpsTensors(file);
        var config = NcpsConfiguration.Read(configuration ?? Metadata(file));
        var architecture = Describe(tensors, config);
        var labels = architecture.Readout == ReadoutKind.Linear ? tensors.Size("readout.weight", 0) : OutputsOf(tensors, architecture);
        var layout = new NetworkLayout(architecture, tensors.Inputs(), labels);
        return (architecture, NetworkWeights.Read(layout, file, NcpsTensors.Where).ToFile());
    }

    /// <summary>The weights under the reference package's names, with their configuration in the metadata.</summary>
    public static TensorFile Export(NetworkLayout layout, NetworkWeights weights)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            NcpsConfiguration.Write(json, layout.Architecture, layout.Inputs, layout.CellOutputs);

        var file = weights.ToFile();
        file.Metadata[ConfigurationKey] = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return file;
    }

    private static JsonElement Metadata(TensorFile file)
    {
        if (!file.Metadata.TryGetValue(ConfigurationKey, out var text))
            return JsonElement.Parse("{}");

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InputException($"{NcpsTensors.Where}, metadata config", "it is no JSON", "give the configuration as JSON", e);
        }
    }

    private static CfCArchitecture Describe(NcpsTensors tensors, NcpsConfiguration config)
    {
        var layers = tensors.Layers();
        var isPlainCfC = !tensors.IsLtc && !tensors.IsWiredCfC;
        return new CfCArchitecture
        {
            Cell = tensors.IsLtc ? CellKind.Ltc : CellKind.CfC,
            Mode = ModeOf(tensors, config),
            Units = layers.Sum(),
            Backbone = isPlainCfC ? BackboneOf(tensors, config) : new BackboneOptions { Layers = 0 },
            MixedMemory = tensors.Has("lstm.input_map.weight"),
            Projection = tensors.Has("fc.weight") ? tensors.Size("fc.weight", 0) : null,
            Readout = tensors.Has("readout.weight") ? ReadoutKind.Linear : ReadoutKind.None,
            Wiring = isPlainCfC ? null : WiringOf(tensors, config, layers),
            Ltc = tensors.IsLtc ? LtcOf(tensors, config) : new LtcOptions(),
            Missing = config.Missing,
            Elapsed = config.Elapsed,
            FirstElapsed = config.FirstElapsed,
            MaxElapsed = config.MaxElapsed,
        };
    }

    private static CfCMode ModeOf(NcpsTensors tensors, NcpsConfiguration config)
    {
        if (tensors.IsLtc)
            return CfCMode.Default;

        var isPure = tensors.Has("rnn_cell.A") || tensors.Has("rnn_cell.layer_0.A");
        return isPure == (config.Mode == CfCMode.Pure) || config.Mode == CfCMode.Default
            ? isPure ? CfCMode.Pure : config.Mode
            : throw new InputException(
                "$.config.mode", $"it says \"{NcpsWords.Modes.Of(config.Mode)}\" and the tensors are those of another mode", "correct it");
    }

    private static BackboneOptions BackboneOf(NcpsTensors tensors, NcpsConfiguration config)
    {
        var layers = tensors.BackboneLayers();
        return new BackboneOptions
        {
            Layers = layers,
            Units = layers == 0 ? new BackboneOptions().Units : tensors.Size("rnn_cell.backbone.0.weight", 0),
            Activation = config.Activation,
            Dropout = config.Dropout,
        };
    }

    private static LtcOptions LtcOf(NcpsTensors tensors, NcpsConfiguration config) => new()
    {
        Unfolds = config.Unfolds,
        Epsilon = config.Epsilon,
        InputMapping = MappingOf(tensors, "input"),
        OutputMapping = MappingOf(tensors, "output"),
        ImplicitConstraints = config.ImplicitConstraints,
    };

    private static ValueMapping MappingOf(NcpsTensors tensors, string side) =>
        tensors.Has($"rnn_cell.{side}_b") ? ValueMapping.Affine
        : tensors.Has($"rnn_cell.{side}_w") ? ValueMapping.Linear
        : ValueMapping.None;

    /// <summary>The wiring that the configuration names, if it draws the file's masks; else a custom one, whose masks are the file's.</summary>
    private static WiringOptions? WiringOf(NcpsTensors tensors, NcpsConfiguration config, IReadOnlyList<int> layers)
    {
        var units = layers.Sum();
        int? outputs = tensors.Has("rnn_cell.output_w") ? tensors.Size("rnn_cell.output_w", 0) : config.Outputs ?? config.Wiring?.Outputs;
        if (outputs > units)
            throw new InputException("$.config.output_size", $"{outputs} outputs of {units} units are too many", $"give at most {units}");
        if (outputs == units)
            outputs = config.Wiring?.Outputs;
        if (tensors.IsLtc && config.Wiring is null && outputs is null && Draws(tensors, null, units))
            return null;

        return config.Wiring is { Kind: not WiringKind.Custom } named && Fits(named, layers) && Draws(tensors, named, units)
            ? named
            : new WiringOptions { Kind = WiringKind.Custom, Outputs = outputs, Layers = layers };
    }

    private static bool Fits(WiringOptions named, IReadOnlyList<int> layers) => named.Kind switch
    {
        WiringKind.Ncp => NcpCounts.Of(named, 0) is var counts && counts.Units == layers.Sum() && counts.IsPossible,
        WiringKind.AutoNcp => named.Outputs < layers.Sum() - 2,
        _ => layers.Count == 1,
    };

    /// <summary>Whether options draw exactly the masks of the file.</summary>
    private static bool Draws(NcpsTensors tensors, WiringOptions? options, int units)
    {
        var wiring = Wiring.Build(options, units, tensors.Inputs());
        if (tensors.IsLtc)
        {
            return tensors.Holds("rnn_cell.sparsity_mask", Mask(wiring.Adjacency))
                && tensors.Holds("rnn_cell.sensory_sparsity_mask", Mask(wiring.SensoryAdjacency));
        }

        return wiring.Layers.Count == tensors.Layers().Count
            && Enumerable.Range(0, wiring.Layers.Count).All(
                layer => tensors.Holds($"rnn_cell.layer_{layer}.sparsity_mask", wiring.LayerMask(layer)));
    }

    private static float[] Mask(ReadOnlySpan<int> adjacency) => Array.ConvertAll(adjacency.ToArray(), sign => (float)Math.Abs(sign));

    private static int OutputsOf(NcpsTensors tensors, CfCArchitecture architecture) =>
        architecture.Projection
        ?? (architecture.Cell == CellKind.CfC ? tensors.Layers()[^1] : MotorsOf(architecture));

    private static int MotorsOf(CfCArchitecture architecture) =>
        architecture.Wiring is { Kind: WiringKind.Ncp } ncp ? ncp.Motor : architecture.Wiring?.Outputs ?? architecture.Units;
}
