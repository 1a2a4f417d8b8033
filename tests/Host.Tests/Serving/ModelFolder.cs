using System.Text.Json;
using StreamHost.Core.Packages;

namespace StreamHost.Host.Tests.Serving;

/// <summary>A model folder of the test's own with versions of "walk". Gone when the test is over.</summary>
internal sealed class ModelFolder : IDisposable
{
    public ModelFolder() => Store = new PackageStore(Path.Combine(Root, "models"));

    public string Root { get; } = Directory.CreateTempSubdirectory("streamhost-").FullName;

    public PackageStore Store { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public ModelPackage Publish(string plugin = "cfc")
    {
        var weights = new TensorFile();
        weights.Add("weight", TensorData.FromFloats([.. Enumerable.Range(0, 64).Select(i => i * 0.5f)], 64));
        return Store.Publish(
            new ModelManifest
            {
                Name = "walk",
                Version = 0,
                Plugin = plugin,
                Architecture = JsonElement.Parse("{}"),
                Labels = ["go", "sit"],
                Features = ["cpu"],
                WeightsSha256 = "",
            },
            weights);
    }

    /// <summary>A version that lies elsewhere, to be copied here by hand.</summary>
    public string Elsewhere(int version)
    {
        var package = Publish();
        Assert.Equal(version, package.Manifest.Version);
        var folder = Path.Combine(Root, $"elsewhere-{version}");
        Directory.Move(package.Folder, folder);
        return folder;
    }

    /// <summary>Copies the beginning of a file from elsewhere into its version's folder.</summary>
    public string Copy(string elsewhere, int version, string file, double share = 1)
    {
        var folder = Directory.CreateDirectory(Store.FolderOf("walk", version)).FullName;
        var bytes = File.ReadAllBytes(Path.Combine(elsewhere, file));
        var path = Path.Combine(folder, file);
        File.WriteAllBytes(path, bytes[..(int)(share * bytes.Length)]);
        return path;
    }
}
