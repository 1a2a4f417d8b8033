using System.Security.Cryptography;
using System.Text.Json;
using StreamHost.Core.Packages;

namespace StreamHost.Core.Tests.Packages;

public sealed class PackageStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackageStore _store;

    public PackageStoreTests() => _store = new PackageStore(_folder.File("models"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_published_is_opened_by_name_by_version_and_by_path()
    {
        var first = Publish();
        var second = Publish();
        Assert.Equal((1, 2), (first.Manifest.Version, second.Manifest.Version));
        Assert.Equal(second.Manifest.WeightsSha256, _store.Open("walk").Manifest.WeightsSha256);
        Assert.Equal(2, _store.Open("walk").Manifest.Version);
        Assert.Equal(1, _store.Open("walk/1").Manifest.Version);
        var opened = _store.Open(first.Folder);
        Assert.Equal(first.Folder, opened.Folder);
        Assert.Equal(["cpu"], opened.Manifest.Features);
        Assert.Equal([0.25f], opened.Manifest.Normalization!.Mean);
        Assert.Equal("cfc", opened.Manifest.Architecture.GetProperty("cell").GetString());
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], opened.Weights.Tensors["weight"].ToFloats());
        Assert.Equal(opened.Manifest.Labels, opened.Identity.Labels);
    }

    [Fact]
    public void Packages_are_listed_by_name_and_version()
    {
        Publish(Draft() with { Version = 10 });
        Publish(Draft() with { Version = 9 });
        Publish(Draft() with { Name = "run" });
        Assert.Equal(["run/1", "walk/9", "walk/10"], _store.List().Select(manifest => $"{manifest.Name}/{manifest.Version}"));
        Assert.Equal(11, Publish().Manifest.Version);
    }

    [Fact]
    public void Nothing_half_written_is_seen_or_left()
    {
        Publish();
        Directory.CreateDirectory(Path.Combine(_store.Root, "walk", ".new-1"));
        Directory.CreateDirectory(Path.Combine(_store.Root, "walk", "2"));
        Directory.CreateDirectory(Path.Combine(_store.Root, "walk", "03"));
        Assert.Equal(1, _store.Open("walk").Manifest.Version);
        Assert.Single(_store.List());
        Assert.Equal(3, Publish().Manifest.Version);
        Assert.Equal([".new-1"], Directory.GetDirectories(Path.Combine(_store.Root, "walk"), ".*").Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void Weights_that_do_not_fit_their_hash_are_refused()
    {
        var path = Path.Combine(Publish().Folder, "weights.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        var message = Assert.Throws<InputException>(() => _store.Open("walk")).Message;
        Assert.StartsWith($"{path}: its SHA-256 is ", message, StringComparison.Ordinal);
        Assert.EndsWith("; the file was damaged or replaced; publish or copy the package again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_is_pinned_by_the_hash_of_its_weights_or_of_its_manifest()
    {
        var (first, second) = (Publish(), _store.Publish(Draft(), new TensorFile()));
        Assert.NotEqual(first.Manifest.WeightsSha256, second.Manifest.WeightsSha256);
        Assert.Equal(1, _store.Open($"walk@{first.Manifest.WeightsSha256[..12]}").Manifest.Version);
        Assert.Equal(2, _store.Open($"walk@{second.Manifest.WeightsSha256.ToUpperInvariant()}").Manifest.Version);
        Assert.Equal(1, _store.Open($"walk@{HashOfManifest(first)}").Manifest.Version);

        File.AppendAllText(Path.Combine(first.Folder, "model.json"), " ");
        File.WriteAllText(Path.Combine(second.Folder, "model.json"), "{");
        Assert.Equal(1, _store.Open($"walk@{first.Manifest.WeightsSha256}").Manifest.Version);
    }

    [Fact]
    public void A_pin_that_fits_none_or_two_is_refused()
    {
        var (first, second) = (Publish(), Publish());
        Assert.Equal(first.Manifest.WeightsSha256, second.Manifest.WeightsSha256);
        var two = $"walk@{first.Manifest.WeightsSha256}";
        Assert.Equal($"{two}: the versions 1, 2 fit; give more digits, or those of the model.json that is meant", OpenRefused(two));
        Assert.Equal(2, _store.Open($"walk@{HashOfManifest(second)}").Manifest.Version);

        var none = "walk@0123456789ab";
        Assert.Equal(
            $"{none}: of the versions 1, 2 none has weights or a model.json of that SHA-256; copy the right package there, or name another", OpenRefused(none));
        Assert.EndsWith("there are walk", OpenRefused("run@0123456789ab"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.pkl")]
    [InlineData("plugin.dll")]
    [InlineData("more/")]
    public void What_is_no_part_of_a_package_is_refused(string name)
    {
        var path = Path.Combine(Publish().Folder, name);
        if (name.EndsWith('/'))
            Directory.CreateDirectory(path);
        else
            File.WriteAllText(path, "");
        File.WriteAllText(Path.Combine(_store.Root, "walk", "1", ".DS_Store"), "");
        Assert.Equal($"{path.TrimEnd('/')}: it is no part of a package; a package is model.json and weights.safetensors; move it elsewhere", OpenRefused("walk"));
    }

    [Fact]
    public void A_package_that_is_copied_file_by_file_is_refused_until_it_is_whole()
    {
        var folder = Publish().Folder;
        var (manifest, weights) = (Path.Combine(folder, "model.json"), Path.Combine(folder, "weights.safetensors"));
        var (text, bytes) = (File.ReadAllBytes(manifest), File.ReadAllBytes(weights));
        File.Delete(weights);
        Assert.StartsWith($"{weights}: there is no such file", OpenRefused("walk"), StringComparison.Ordinal);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(weights, bytes[..length]);
            Assert.StartsWith(weights, OpenRefused("walk"), StringComparison.Ordinal);
        }

        File.WriteAllBytes(weights, bytes);
        for (var length = 0; length < text.Length - 1; length++)
        {
            File.WriteAllBytes(manifest, text[..length]);
            Assert.StartsWith(manifest, OpenRefused("walk"), StringComparison.Ordinal);
        }

        File.WriteAllBytes(manifest, text);
        Assert.Equal(1, _store.Open("walk").Manifest.Version);
    }

    [Fact]
    public void A_package_in_the_place_of_another_is_refused()
    {
        var folder = Publish().Folder;
        Directory.Move(folder, Path.Combine(_store.Root, "walk", "7"));
        Assert.Contains("it calls itself walk/1; in its place it is walk/7", Assert.Throws<InputException>(() => _store.Open("walk")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_is_never_replaced()
    {
        var folder = Publish().Folder;
        var error = Assert.Throws<InputException>(() => Publish(Draft() with { Version = 1 }));
        Assert.Equal($"{folder}: that version is there already; publish version 2, or 0 for the next free one", error.Message);
    }

    [Fact]
    public void Publishing_at_once_gives_each_a_version_of_its_own()
    {
        Parallel.For(0, 8, _ => Publish());
        Assert.Equal(Enumerable.Range(1, 8), _store.List().Select(manifest => manifest.Version));
    }

    [Theory]
    [InlineData("nothing", "there are walk")]
    [InlineData("walk/3", "there are the versions 1")]
    [InlineData("../walk", "there are walk")]
    [InlineData("", "there are walk")]
    public void A_package_that_is_not_there_is_told_with_those_that_are(string reference, string remedy)
    {
        Publish();
        Assert.EndsWith(remedy, Assert.Throws<InputException>(() => _store.Open(reference)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_can_be_written_the_work_fails()
    {
        File.WriteAllText(_store.Root, "a file where the folder should be");
        Assert.Throws<WorkFailedException>(() => Publish());
    }

    [Fact]
    public void A_manifest_survives_a_round_trip()
    {
        var manifest = Draft() with { Version = 3, WeightsSha256 = new string('a', 64) };
        var bytes = ManifestJson.ToBytes(manifest);
        Assert.Equal(bytes, ManifestJson.ToBytes(ManifestJson.Parse(bytes, "model.json")));
    }

    [Theory]
    [InlineData("\"version\": 3", "\"version\": 0", "model.json, $.version: 0 is no version; versions are whole numbers from 1")]
    [InlineData("\"walk\"", "\"../x\"", "model.json, $.name: \"../x\" can't name a package; use letters, digits, hyphens, underscores and dots, at most 64, and start with a letter or a digit")]
    [InlineData("\"sit\"", "\"go\"", "model.json, $.labels[1]: \"go\" stands twice; every one has a name of its own")]
    [InlineData(",\n    \"sit\"", "", "model.json, $.labels: there are 1; at least 2 are needed")]
    [InlineData("\"cpu\"", "", "model.json, $.features: there are 0; at least 1 are needed")]
    [InlineData("0.25\n", "0.25,\n1\n", "model.json, $.normalization: it has 2 means and 1 scales; each of the 1 features has one of both")]
    [InlineData("      2\n", "0\n", "model.json, $.normalization.scale[0]: 0 can't be divided by; it is a finite number above 0")]
    [InlineData("\"timeUnit\": 1", "\"timeUnit\": -1", "model.json, $.timeUnit: -1 is no length of time; it is a number of seconds above 0")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "model.json, $.formatVersion: 2 is not known here; this program reads 1")]
    [InlineData("aaaa\"", "AAAA\"", "model.json, $.weightsSha256: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\" is no SHA-256; it has 64 lower-case hexadecimal digits")]
    [InlineData("\"plugin\": \"cfc\"", "\"plugin\": \"CfC\"", "model.json, $.plugin: \"CfC\" can't name a plugin; use lower-case letters, digits and hyphens")]
    public void A_manifest_with_a_wrong_value_is_refused(string good, string bad, string message)
    {
        var text = Text().Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Text(), text);
        Assert.Equal(message, Refused(text));
    }

    [Theory]
    [InlineData("\"version\": 3", "\"speed\": 3", "speed")]
    [InlineData("\"version\": 3", "\"version\": \"3\"", "model.json, line 4, $.version: ")]
    [InlineData("\"version\": 3,", "\"version\": 3, \"version\": 3,", "version")]
    [InlineData("\"version\": 3,", "", "version")]
    [InlineData("\"version\": 3,", "\"version\": 3,,", "model.json, line 4")]
    public void A_manifest_of_another_shape_is_refused_with_its_line_or_key(string good, string bad, string part)
    {
        var text = Text().Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Text(), text);
        Assert.Contains(part, Refused(text), StringComparison.Ordinal);
        Assert.DoesNotContain("\n", Refused(text), StringComparison.Ordinal);
    }

    private static string Refused(string text) =>
        Assert.Throws<InputException>(() => ManifestJson.Parse(System.Text.Encoding.UTF8.GetBytes(text), "model.json")).Message;

    private static string Text() => System.Text.Encoding.UTF8.GetString(
        ManifestJson.ToBytes(Draft() with { Version = 3, WeightsSha256 = new string('a', 64) }));

    private static ModelManifest Draft() => new()
    {
        Name = "walk",
        Version = 0,
        Plugin = "cfc",
        Architecture = JsonElement.Parse("""{"cell":"cfc"}"""),
        Labels = ["go", "sit"],
        Features = ["cpu"],
        Normalization = new Normalization([0.25f], [2]),
        WeightsSha256 = "",
    };

    private static string HashOfManifest(ModelPackage package) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(package.Folder, "model.json"))));

    private string OpenRefused(string reference) => Assert.Throws<InputException>(() => _store.Open(reference)).Message;

    private ModelPackage Publish(ModelManifest? draft = null) => _store.Publish(draft ?? Draft(), SafetensorsWriterTests.Small());
}
