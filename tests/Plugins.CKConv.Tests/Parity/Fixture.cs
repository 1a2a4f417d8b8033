using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Tests.Parity;

/// <summary>One file of the authors' results: a network, what goes in, what comes out and what the derivatives are.</summary>
internal sealed partial class Fixture
{
    /// <summary>The reference's float32 run misses the float64 truth by this much; a few times that is allowed.</summary>
    private const double Slack = 6;

    /// <summary>Gradients are longer sums, each in an order of its own.</summary>
    private const double GradientSlack = 12;

    /// <summary>Allowed on top, relative to the greatest value of at least 1: four ulps.</summary>
    private const double Floor = 4.8e-7;

    private readonly TensorFile _file;

    private Fixture(string name, TensorFile file)
    {
        Name = name;
        _file = file;
        Config = JsonElement.Parse(file.Metadata["config"]);
        Class = Config.TryGetProperty("cls", out var cls) ? cls.GetString()! : "";
    }

    /// <summary>The file's path below the folder of fixtures.</summary>
    public string Name { get; }

    public JsonElement Config { get; }

    /// <summary>The authors' class: <c>CKConv</c>, <c>S4Block</c>.</summary>
    public string Class { get; }

    /// <summary>All files below some folders of fixtures; none where there are no fixtures.</summary>
    public static IEnumerable<string> Files(params IEnumerable<string> folders) =>
        from folder in folders
        where ReferenceData.Reference is not null && Directory.Exists(Path.Combine(ReferenceData.Reference, folder))
        from path in Directory.EnumerateFiles(Path.Combine(ReferenceData.Reference!, folder), "*.safetensors").Order(StringComparer.Ordinal)
        select Path.GetRelativePath(ReferenceData.Reference!, path);

    public static Fixture Open(string name) => new(name, SafetensorsReader.Read(Path.Combine(ReferenceData.Reference!, name)));

    public bool Has(string tensor) => _file.Tensors.ContainsKey(tensor);

    public float[] Values(string tensor) => _file.Tensors[tensor].ToFloats();

    public double[] Doubles(string tensor) => MemoryMarshal.Cast<byte, double>(_file.Tensors[tensor].Bytes.Span).ToArray();

    public long[] Longs(string tensor) => MemoryMarshal.Cast<byte, long>(_file.Tensors[tensor].Bytes.Span).ToArray();

    public int[] Integers(string tensor) => MemoryMarshal.Cast<byte, int>(_file.Tensors[tensor].Bytes.Span).ToArray();

    public int[] Shape(string tensor) => [.. _file.Tensors[tensor].Shape.Select(size => (int)size)];

    /// <summary>What a group of tensors is called, without the group.</summary>
    public IEnumerable<string> Names(string kind) =>
        from name in _file.Tensors.Keys where name.StartsWith(kind, StringComparison.Ordinal) select name[kind.Length..];

    public string Text(string key) => Config.GetProperty(key).ToString();

    public int Number(string key) => Config.GetProperty(key).GetInt32();

    public string Metadata(string key) => _file.Metadata.TryGetValue(key, out var text) ? text : "";

    /// <summary>An input as a tensor that takes a gradient.</summary>
    public Tensor Input(string name)
    {
        var tensor = Tensor.FromValues(Values($"input.{name}"), Shape($"input.{name}"));
        tensor.RequiresGradient = true;
        return tensor;
    }

    /// <summary>Puts the file's parameters and buffers into a network's tensors, whose names differ as <see cref="NameHere"/> says.</summary>
    public void Fill(ParameterTable table)
    {
        var filled = new HashSet<string>();
        foreach (var group in new[] { "param.", "buffer." })
        {
            foreach (var name in Names(group))
            {
                foreach (var (part, values) in Parts(name, FloatsOrNone(group + name)))
                {
                    if (table.Names.Contains(part) && values.Length > 0)
                    {
                        Assert.Equal(values.Length, table[part].Length);
                        values.CopyTo(table[part].Values);
                        filled.Add(part);
                    }
                    else
                    {
                        Assert.True(group == "buffer.", $"{Name}: no part of the network takes {part}.");
                    }
                }
            }
        }

        Assert.Equal(table.Names.Order(), filled.Order());
    }

    /// <summary>Holds the gradients of the network's parameters against the file's.</summary>
    public void CompareGradients(ParameterTable table)
    {
        foreach (var name in Names("grad."))
        {
            // What is zero in theory, as the direction of a weight with one input, is rounded like its neighbours.
            var layer = name[..(name.LastIndexOf('.') + 1)];
            var greatest = Names($"grad.{layer}").Max(other => Values($"grad.{layer}{other}").Max(Math.Abs));
            var tolerance = (GradientSlack * Miss("f32_torch_maxabs_err_grads", name)) + (Floor * Math.Max(1, greatest));
            foreach (var (part, values) in Parts(name, Values($"grad.{name}")))
                Compare($"grad.{name}", values, table[part].Gradient, tolerance);
        }
    }

    /// <summary>Holds an input's gradient against the file's.</summary>
    public void CompareInputGradient(string input, ReadOnlySpan<float> actual)
    {
        var expected = Values($"grad_input.{input}");
        var tolerance = (GradientSlack * Miss("f32_torch_maxabs_err_grads", $"INPUT:{input}")) + (Floor * Math.Max(1, expected.Max(Math.Abs)));
        Compare($"grad_input.{input}", expected, actual, tolerance);
    }

    /// <summary>Holds an output against the file's, within what float32 supports.</summary>
    public void CompareOutput(string output, ReadOnlySpan<float> actual)
    {
        var expected = Values($"output.{output}");
        var tolerance = (Slack * Miss("f32_torch_maxabs_err_outputs", $"output.{output}")) + (Floor * Math.Max(1, expected.Max(Math.Abs)));
        Compare($"output.{output}", expected, actual, tolerance);
    }

    public void Compare(string tensor, float[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs((double)actual[i] - expected[i]);
            Assert.True(error <= tolerance, $"{Name}: {tensor}[{i}] is {actual[i]:R}, not {expected[i]:R}; off by {error:g3} where {tolerance:g3} is allowed.");
        }
    }

    private double Miss(string list, string key) =>
        JsonElement.Parse(Metadata(list)).TryGetProperty(key, out var figure) ? figure.GetDouble() : 0;

    /// <summary>The tensors here that one of the file's becomes: FlexConv keeps mean and width of its mask in one.</summary>
    public IEnumerable<(string Name, float[] Values)> Parts(string name, float[] values)
    {
        var here = NameHere(name);
        if (!here.EndsWith("mask_params", StringComparison.Ordinal))
            return [(here, values)];

        var prefix = here[..^"mask_params".Length];
        return
        [
            (prefix + "mask_mean_param", [.. values.Where((_, i) => i % 2 == 0)]),
            (prefix + "mask_width_param", [.. values.Where((_, i) => i % 2 == 1)]),
        ];
    }

    /// <summary>A tensor's name in this project, where the three projects of the authors have each their own.</summary>
    private string NameHere(string name)
    {
        name = name.Replace("cconv", "conv", StringComparison.Ordinal).Replace(".layer_norm.", ".", StringComparison.Ordinal)
            .Replace("backbone.", "blocks.", StringComparison.Ordinal).Replace("finallyr", "out_layer", StringComparison.Ordinal)
            .Replace(".ln.", ".", StringComparison.Ordinal);
        name = HiddenLinear().Replace(name, "${before}linears.${layer}");
        return IsFlexConv && !Class.StartsWith("Fourier", StringComparison.Ordinal) ? name.Replace("kernel_net.4", "output_linear", StringComparison.Ordinal) : name;
    }

    private bool IsFlexConv => Name.StartsWith("flexconv", StringComparison.Ordinal);

    private float[] FloatsOrNone(string tensor) => _file.Tensors[tensor].Type == TensorElement.Float32 ? Values(tensor) : [];

    [GeneratedRegex(@"(?<before>^|\.)linear\.(?<layer>\d)")]
    private static partial Regex HiddenLinear();
}
