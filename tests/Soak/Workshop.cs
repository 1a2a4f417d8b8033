using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamHost.Core.Packages;
using StreamHost.Engine.Plugins;

namespace StreamHost.Soak;

/// <summary>Makes versions of models and builds of plugins, good ones and bad ones, in a folder of its own.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost-soak-").FullName;
    private readonly List<UnloadReport> _unloads = [];
    private int _builds;

    public Workshop()
    {
        Copy(Path.Combine(AppContext.BaseDirectory, "models"), Path.Combine(_folder, "models"));
        Copy(Path.Combine(AppContext.BaseDirectory, "plugins"), Path.Combine(_folder, "plugins"));
        Store = new PackageStore(Path.Combine(_folder, "models"));
        Catalog = new PluginCatalog([Path.Combine(_folder, "plugins")], new HashSet<string> { "StreamHost.Core", "StreamHost.Numerics", "StreamHost.Training" }, Note);
    }

    public PackageStore Store { get; }

    public PluginCatalog Catalog { get; }

    /// <summary>How many builds of plugins were put in place of others.</summary>
    public int Builds => _builds;

    /// <summary>What became of the builds that were to go.</summary>
    public IReadOnlyList<UnloadReport> Unloads
    {
        get
        {
            lock (_unloads)
                return [.. _unloads];
        }
    }

    /// <summary>The first version with its weights a little moved: the same layout of state.</summary>
    public ModelPackage Alike(string name, Random random)
    {
        var first = Store.Open($"{name}/1");
        var weights = new TensorFile();
        foreach (var (key, tensor) in first.Weights.Tensors)
        {
            var values = tensor.ToFloats();
            for (var i = 0; i < values.Length; i++)
                values[i] *= 1 + (1e-3f * ((float)random.NextDouble() - 0.5f));
            weights.Add(key, tensor.Type == TensorElement.Float32 ? TensorData.FromFloats(values, [.. tensor.Shape]) : tensor);
        }

        foreach (var (key, value) in first.Weights.Metadata)
            weights.Metadata[key] = value;
        return Store.Publish(first.Manifest with { Version = 0 }, weights);
    }

    /// <summary>A version of another kind, with another layout of state: thresholds for events.</summary>
    public ModelPackage Thresholds(string name, Random random)
    {
        var first = Store.Open($"{name}/1");
        var (features, labels) = (first.Manifest.Features.Count, first.Manifest.Labels.Count);
        var weights = new TensorFile();
        weights.Add("threshold", TensorData.FromFloats(new float[features], features));
        weights.Add("steepness", TensorData.FromFloats(new float[features], features));
        weights.Add("weight", TensorData.FromFloats([.. Enumerable.Range(0, labels * features).Select(_ => (float)random.NextDouble())], labels, features));
        return Store.Publish(first.Manifest with { Version = 0, Plugin = "threshold", Architecture = JsonElement.Parse("{}"), SampleRate = null }, weights);
    }

    /// <summary>A version that goes wrong.</summary>
    /// <param name="name">The model.</param>
    /// <param name="fault">How, in the words of the faulty plugin; "labels" and "truncated" are of the package.</param>
    /// <param name="after">After how many calls.</param>
    public ModelPackage Bad(string name, string fault, int after)
    {
        var first = Store.Open($"{name}/1");
        var manifest = first.Manifest with { Version = 0 };
        if (fault == "labels")
            return Store.Publish(manifest with { Labels = [.. manifest.Labels.Reverse()] }, first.Weights);
        if (fault == "truncated")
            return Truncated(Store.Publish(manifest, first.Weights));
        var architecture = string.Create(CultureInfo.InvariantCulture, $$"""{ "fault": "{{fault}}", "after": {{after}}, "hop": 0.01 }""");
        return Store.Publish(manifest with { Plugin = "faulty", Architecture = JsonElement.Parse(architecture) }, new TensorFile());
    }

    /// <summary>Puts a new build of a plugin in the place of the one that is there, as a developer would: another hash, another version.</summary>
    public void Rebuild(string plugin)
    {
        var folder = Path.Combine(_folder, "plugins", plugin);
        var path = Path.Combine(folder, "plugin.json");
        var description = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var assembly = Path.Combine(folder, (string)description["assembly"]!);
        var number = Interlocked.Increment(ref _builds);
        byte[] bytes = [.. File.ReadAllBytes(assembly), .. MemoryMarshal.AsBytes<int>([number])];
        var fresh = Path.Combine(_folder, $".{plugin}");
        Directory.CreateDirectory(fresh);
        File.WriteAllBytes(Path.Combine(fresh, Path.GetFileName(assembly)), bytes);
        (description["version"], description["sha256"]) = ($"0.1.{number}", Convert.ToHexStringLower(SHA256.HashData(bytes)));
        File.WriteAllText(Path.Combine(fresh, "plugin.json"), description.ToJsonString());
        Directory.Move(folder, Path.Combine(_folder, $".old-{number}"));
        Directory.Move(fresh, folder);
        Directory.Delete(Path.Combine(_folder, $".old-{number}"), recursive: true);
        Catalog.Refresh();
    }

    public void Dispose()
    {
        Catalog.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ModelPackage Truncated(ModelPackage package)
    {
        using var file = File.OpenWrite(Path.Combine(package.Folder, "weights.safetensors"));
        file.SetLength(file.Length / 2);
        return package;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private void Note(UnloadReport report)
    {
        lock (_unloads)
            _unloads.Add(report);
    }
}
