using StreamHost.Core;
using StreamHost.Core.Plugins;
using StreamHost.Engine.Plugins;

namespace StreamHost.Engine.Tests.Plugins;

public sealed class PluginCatalogTests : IDisposable
{
    private static readonly HashSet<string> Shared = ["StreamHost.Core"];

    private readonly string _folder = Directory.CreateTempSubdirectory("plugins-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_plugin_is_found_without_running_it_and_loaded_once()
    {
        Install("one", throws: true);
        Install("two");
        using var catalog = Catalog();
        Assert.Equal(["one", "two"], catalog.Found.Select(found => found.Id));
        var plugin = catalog.Get("two", "preset");
        Assert.Equal("two", plugin.Id);
        Assert.Same(plugin, catalog.Get("two", "preset"));
        Assert.NotEqual(typeof(PluginCatalogTests).Assembly, plugin.GetType().Assembly);
    }

    [Fact]
    public void A_loaded_plugins_files_can_be_replaced()
    {
        var folder = Install("one");
        using var catalog = Catalog();
        var loaded = catalog.Get("one", "preset");
        Directory.Delete(folder, recursive: true);
        Assert.Equal("one", loaded.Id);
        Assert.Same(loaded, catalog.Get("one", "preset"));
        Assert.Equal(["one"], catalog.Refresh());
        Assert.Empty(catalog.Found);
    }

    [Fact]
    public void A_folder_that_is_a_plugin_is_found_too()
    {
        using var catalog = new PluginCatalog([Install("one")], Shared);
        Assert.Equal("one", catalog.Get("one", "preset").Id);
    }

    [Fact]
    public void A_hidden_folder_is_passed_over()
    {
        Install("one", folder: Path.Combine(_folder, ".one.new"));
        using var catalog = Catalog();
        Assert.Empty(catalog.Found);
    }

    [Fact]
    public void Of_two_plugins_of_one_id_the_first_counts_even_if_it_is_refused()
    {
        Install("one", throws: true);
        var second = Path.Combine(_folder, "second");
        Install("one", folder: Path.Combine(second, "one"));
        using var catalog = new PluginCatalog([_folder, second], Shared);
        Assert.Contains("no licence", Refusal(catalog, "one"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void One_class_is_the_plugin(int classes)
    {
        Install("one", classes: classes);
        using var catalog = Catalog();
        Assert.Contains($"{classes} public classes implement IPlugin", Refusal(catalog, "one"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_that_throws_when_made_is_refused_with_its_own_words()
    {
        Install("one", throws: true);
        using var catalog = Catalog();
        Assert.Contains("no licence", Refusal(catalog, "one"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_that_calls_itself_otherwise_is_refused()
    {
        PluginFolder.Write(Path.Combine(_folder, "one"), "one", calls: "other");
        using var catalog = Catalog();
        Assert.Contains("calls itself \"other\"", Refusal(catalog, "one"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_that_was_cut_off_is_refused_while_looking()
    {
        var assembly = Path.Combine(Install("one"), "plugin.dll");
        File.WriteAllBytes(assembly, File.ReadAllBytes(assembly)[..^100]);
        Assert.Contains("its SHA-256 is", RefusalWhileLooking(assembly), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1000)]
    public void What_is_no_managed_assembly_is_refused_while_looking(int bytes)
    {
        var assembly = Path.Combine(Install("one"), "plugin.dll");
        File.WriteAllBytes(assembly, File.ReadAllBytes(assembly)[..bytes]);
        PluginFolder.Describe(Path.Combine(_folder, "one"), "one");
        Assert.Contains("it is no managed assembly", RefusalWhileLooking(assembly), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StreamHost.Core.dll")]
    [InlineData("renamed.dll")]
    public void A_plugin_that_brings_another_Core_is_refused_while_looking(string file)
    {
        var folder = Install("one");
        File.Copy(typeof(IPlugin).Assembly.Location, Path.Combine(folder, file));
        var refusal = RefusalWhileLooking(folder);
        Assert.Contains("it brings its own StreamHost.Core", refusal, StringComparison.Ordinal);
        Assert.Contains("Private=\"false\"", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_plugin_does_not_hide_the_others()
    {
        Install("two");
        File.WriteAllText(Path.Combine(Install("one"), "plugin.json"), "{");
        using var catalog = Catalog();
        Assert.Equal("one", Assert.Single(catalog.Refused).Name);
        Assert.Equal("two", catalog.Get("two", "preset").Id);
    }

    [Theory]
    [InlineData("\"contractVersion\":1", "\"contractVersion\":2", "contractVersion 2")]
    [InlineData("plugin.dll", "absent.dll", "absent.dll")]
    [InlineData("plugin.dll", "../plugin.dll", "../plugin.dll")]
    [InlineData("\"version\"", "\"vision\"", "line 1")]
    [InlineData("}", "", "line 1")]
    [InlineData("\"id\":\"one\"", "\"id\":null", "line 1")]
    [InlineData("\"sha256\":\"", "\"sha256\":\"A", "sha256 is missing or no hash")]
    [InlineData(",\"sha256\"", ",\"summary\"", "sha256 is missing or no hash")]
    public void A_wrong_description_is_refused_while_looking(string right, string wrong, string said)
    {
        Install("one");
        var path = Path.Combine(_folder, "one", "plugin.json");
        var text = File.ReadAllText(path);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(said, RefusalWhileLooking(path), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_id_is_refused_with_the_known_ones()
    {
        Install("one");
        using var catalog = Catalog();
        Assert.Contains("there are one", Refusal(catalog, "zero"), StringComparison.Ordinal);
    }

    private string Install(string id, int classes = 1, bool throws = false, string? folder = null) =>
        PluginFolder.Write(folder ?? Path.Combine(_folder, id), id, classes: classes, throws: throws);

    private PluginCatalog Catalog() => new([_folder, Path.Combine(_folder, "absent")], Shared);

    private static string Refusal(PluginCatalog catalog, string id) =>
        Assert.Throws<InputException>(() => catalog.Get(id, "preset")).Message;

    /// <summary>What is said of the only plugin, in one line that names the file, without running any of its code.</summary>
    private string RefusalWhileLooking(string path)
    {
        using var catalog = Catalog();
        Assert.Empty(catalog.Found);
        var refused = Assert.Single(catalog.Refused);
        Assert.Contains(path, refused.Refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Refusal.Message);
        return refused.Refusal.Message;
    }
}
