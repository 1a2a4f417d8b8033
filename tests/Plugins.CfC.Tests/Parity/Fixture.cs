using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Exchange;
using StreamHost.Plugins.CfC.Inputs;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Tests.Parity;

/// <summary>One file of the authors' results: a network, what goes in, what comes out and what the derivatives are.</summary>
internal sealed class Fixture
{
    /// <summary>The reference's float32 run misses the float64 truth by this much; a few times that is allowed.</summary>
    private const double Slack = 6;

    /// <summary>Allowed on top, relative to the greatest value of at least 1: four ulps.</summary>
    private const double Floor = 4.8e-7;

    private static readonly string[] Cells = ["CfCCell", "WiredCfCCell", "LTCCell"];
    private static readonly string[] Sequences = ["CfC", "LTC"];
    private static readonly string[] Kept =
        ["cls", "mode", "activation", "backbone_activation", "ode_unfolds", "epsilon", "implicit_param_constraints"];

    private readonly TensorFile _file;

    private Fixture(string name, TensorFile file)
    {
        Name = name;
        _file = file;
        Config = JsonElement.Parse(file.Metadata["config"]);
        Class = Config.TryGetProperty("cls", out var cls) ? cls.GetString()! : "";
        if (!IsOurs)
            throw new InvalidOperationException($"{name}: the kind of case \"{Class}\" is not known.");

        Plain = Parameters();
        (Architecture, Own) = NcpsExchange.Import(Plain, JsonElement.Parse(Configuration().ToJsonString()));
        var inputs = Shape("input.x")[^1];
        Layout = new NetworkLayout(Architecture, InputEncoder.InputsOf(Architecture.Missing, inputs), Labels());
        Weights = NetworkWeights.Read(Layout, Own, name);
    }

    /// <summary>The file's path below the folder of fixtures.</summary>
    public string Name { get; }

    public JsonElement Config { get; }

    /// <summary>The authors' class: <c>CfC</c>, <c>LTCCell</c>.</summary>
    public string Class { get; }

    /// <summary>The weights as the authors' <c>state_dict</c> would hold them.</summary>
    public TensorFile Plain { get; }

    /// <summary>The weights imported.</summary>
    public TensorFile Own { get; }

    public CfCArchitecture Architecture { get; }

    public NetworkLayout Layout { get; }

    public NetworkWeights Weights { get; }

    public int Batch => Shape("input.x")[0];

    public int Time => IsCell ? 1 : Shape("input.x")[1];

    public bool IsCell => Cells.Contains(Class);

    private bool IsOurs => IsCell || Sequences.Contains(Class);

    /// <summary>All files below a folder of fixtures; none where there are no fixtures.</summary>
    public static IEnumerable<string> Files(string folder) => ReferenceData.Reference is { } root && Directory.Exists(Path.Combine(root, folder))
        ? Directory.EnumerateFiles(Path.Combine(root, folder), "*.safetensors", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)
        : [];

    public static TensorFile Read(string name) => SafetensorsReader.Read(Path.Combine(ReferenceData.Reference!, name));

    public static Fixture Open(string name) => new(name, Read(name));

    public bool Has(string tensor) => _file.Tensors.ContainsKey(tensor);

    public float[] Values(string tensor) => _file.Tensors[tensor].ToFloats();

    public double[] Doubles(string tensor) => MemoryMarshal.Cast<byte, double>(_file.Tensors[tensor].Bytes.Span).ToArray();

    public int[] Shape(string tensor) => [.. _file.Tensors[tensor].Shape.Select(size => (int)size)];

    /// <summary>What a group of tensors is called, without the group: <c>y</c> and <c>hn</c> of <c>output.</c>.</summary>
    public IEnumerable<string> Names(string kind) =>
        from name in _file.Tensors.Keys where name.StartsWith(kind, StringComparison.Ordinal) select name[kind.Length..];

    public string Metadata(string key) => _file.Metadata.TryGetValue(key, out var text) ? text : "";

    /// <summary>An input as a tensor that takes a gradient, of the shape asked for.</summary>
    public Tensor Input(string name, params int[] shape)
    {
        var tensor = Tensor.FromValues(Values($"input.{name}"), shape);
        tensor.RequiresGradient = true;
        return tensor;
    }

    /// <summary>Holds values against a tensor of the file, within what float32 supports.</summary>
    /// <param name="tensor">The file's name of what is expected.</param>
    /// <param name="actual">What came out here.</param>
    /// <param name="list">The metadata that holds the float32 misses.</param>
    /// <param name="key">The tensor's name there.</param>
    public void Compare(string tensor, ReadOnlySpan<float> actual, string list, string key)
    {
        var expected = Values(tensor);
        Assert.Equal(expected.Length, actual.Length);
        var miss = JsonElement.Parse(Metadata(list)).TryGetProperty(key, out var figure) ? figure.GetDouble() : 0;
        var greatest = Math.Max(1, expected.Max(Math.Abs));
        var tolerance = (Slack * miss) + (Floor * greatest);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs((double)actual[i] - expected[i]);
            Assert.True(error <= tolerance, $"{Name}: {tensor}[{i}] is {actual[i]:R}, not {expected[i]:R}; off by {error:g3} where {tolerance:g3} is allowed.");
        }
    }

    /// <summary>What comes out of the network: as much as the outputs or targets of the file; of a bare cell, its state.</summary>
    private int Labels() => Outputs() ?? Architecture.Units;

    private int? Outputs() => Has("output.y") ? Shape("output.y")[^1] : Has("input.target") ? Shape("input.target")[^1] : null;

    private TensorFile Parameters()
    {
        var plain = new TensorFile();
        foreach (var name in Names("param."))
            plain.Add(IsCell ? $"rnn_cell.{name}" : name, _file.Tensors[$"param.{name}"]);
        return plain;
    }

    /// <summary>What the tensors don't tell. The wiring is left out: the file's masks are the truth.</summary>
    private JsonObject Configuration()
    {
        var kept = new JsonObject();
        foreach (var property in Config.EnumerateObject())
        {
            if (Kept.Contains(property.Name))
                kept[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }

        if (Class == "LTCCell" && !kept.ContainsKey("implicit_param_constraints"))
            kept["implicit_param_constraints"] = false;
        if (Class is "LTC" or "LTCCell" && !Has("param.fc.weight") && Outputs() is { } outputs)
            kept["output_size"] = outputs;
        return kept;
    }
}
