using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Wirings;

namespace StreamHost.Plugins.CfC.Tests.Wirings;

/// <summary>Connections held against those that the reference package draws.</summary>
public sealed partial class WiringTests_Ncps
{
    private static IEnumerable<string> Files => ReferenceData.Reference is { } root
        ? Directory.EnumerateFiles(Path.Combine(root, "wirings"), "*.safetensors", SearchOption.AllDirectories)
        : [];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var file in Files)
        {
            foreach (var wiring in Config(SafetensorsReader.Read(file)).EnumerateObject())
                cases.Add(Path.GetFileName(file), wiring.Name);
        }

        return cases;
    }

    [ReferenceTheory]
    [MemberData(nameof(Cases))]
    public void A_wiring_has_the_connections_of_the_reference(string file, string name)
    {
        var tensors = SafetensorsReader.Read(Files.Single(path => Path.GetFileName(path) == file));
        var built = Build(name, Config(tensors).GetProperty(name), file);

        Assert.Equal(Ints(tensors, $"{name}.adjacency"), built.Adjacency.ToArray());
        Assert.Equal(Ints(tensors, $"{name}.sensory_adjacency"), built.SensoryAdjacency.ToArray());
        for (var layer = 0; layer < built.Layers.Count; layer++)
            Assert.Equal(Ints(tensors, $"{name}.neurons_of_layer_{layer}"), built.Layers[layer]);
        Assert.False(tensors.Tensors.ContainsKey($"{name}.neurons_of_layer_{built.Layers.Count}"));
    }

    [ReferenceFact]
    public void Every_tensor_of_the_files_belongs_to_a_case()
    {
        var tensors = Files.SelectMany(file => SafetensorsReader.Read(file).Tensors.Keys).ToList();
        Assert.NotEmpty(tensors);
        var names = Cases().Select(row => (string)row[1]).ToHashSet();
        Assert.All(tensors, tensor => Assert.Contains(names, name => tensor.StartsWith(name + ".", StringComparison.Ordinal)));
    }

    /// <summary>The kind, a sparsity and a seed that differ from the defaults stand in the name; the sizes in the configuration.</summary>
    private static Wiring Build(string name, JsonElement config, string file)
    {
        var units = config.GetProperty("units").GetInt32();
        var inputs = config.GetProperty("input_dim").GetInt32();
        var sparsity = Sparsity().Match(name) is { Success: true } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : (double?)null;
        uint? seed = Seed().Match(name) is { Success: true } digits ? uint.Parse(digits.Groups[1].Value, CultureInfo.InvariantCulture) : null;
        return name.Split('_')[0] switch
        {
            "autoncp" => NcpWiring.Build(Automatic(config, units, sparsity ?? 0.5), inputs, seed ?? 22222),
            "ncp" => NcpWiring.Build(Counts(config), inputs, seed ?? 22222),
            "full" => FullWiring.Build(units, inputs, !name.Contains("noself", StringComparison.Ordinal), seed ?? 1111),
            "random" => RandomWiring.Build(units, inputs, sparsity ?? 0, seed ?? 1111),
            var kind => throw new InvalidOperationException($"{file}: {name} is a wiring of an unknown kind, {kind}."),
        };
    }

    private static NcpCounts Automatic(JsonElement config, int units, double sparsity)
    {
        var counts = NcpCounts.Automatic(units, config.GetProperty("output_dim").GetInt32(), sparsity);
        Assert.Equal(Counts(config), counts);
        return counts;
    }

    private static NcpCounts Counts(JsonElement config)
    {
        int Of(string key) => config.GetProperty(key).GetInt32();
        return new NcpCounts(
            Of("inter"), Of("command"), Of("motor"), Of("sensory_fanout"), Of("inter_fanout"), Of("recurrent_command_synapses"), Of("motor_fanin"));
    }

    private static JsonElement Config(TensorFile file) => JsonElement.Parse(file.Metadata["config"]);

    private static int[] Ints(TensorFile file, string name) => [.. file.Tensors[name].ToFloats().Select(value => (int)value)];

    [GeneratedRegex(@"_s(\d+(?:\.\d+)?)(?:_|$)")]
    private static partial Regex Sparsity();

    [GeneratedRegex(@"_seed(\d+)(?:_|$)")]
    private static partial Regex Seed();
}
