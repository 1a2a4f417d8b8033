using System.Runtime.CompilerServices;
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
    public void A_loaded_plugins_file_can_be_replaced()
    {
        Install("one");
        using var catalog = Catalog();
        var loaded = catalog.Get("one", "preset");
        EmittedPlugin.Write(Path.Combine(_folder, "one", "plugin.dll"), "other");
        Assert.Equal("one", loaded.Id);
        using var again = Catalog();
        Assert.Contains("calls itself \"other\"", Refusal(again, "one"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_can_be_unloaded()
    {
        Install("one");
        var context = UseAndLetGo();
        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
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

    [Theory]
    [InlineData("plugin.dll", "not an assembly")]
    [InlineData("plugin.deps.json", "{ not json")]
    public void A_broken_file_of_a_plugin_is_refused_in_one_line(string file, string contents)
    {
        Install("one");
        File.WriteAllText(Path.Combine(_folder, "one", file), contents);
        using var catalog = Catalog();
        Assert.DoesNotContain('\n', Refusal(catalog, "one"));
    }

    [Theory]
    [InlineData("\"contractVersion\":1", "\"contractVersion\":2", "contractVersion 2")]
    [InlineData("plugin.dll", "absent.dll", "absent.dll")]
    [InlineData("plugin.dll", "../plugin.dll", "../plugin.dll")]
    [InlineData("\"version\"", "\"vision\"", "line 1")]
    [InlineData("}", "", "line 1")]
    [InlineData("\"id\":\"one\"", "\"id\":null", "line 1")]
    public void A_wrong_description_is_refused_while_looking(string right, string wrong, string said)
    {
        Install("one");
        var path = Path.Combine(_folder, "one", "plugin.json");
        var text = File.ReadAllText(path);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(right, wrong, StringComparison.Ordinal));
        var refusal = Assert.Throws<InputException>(Catalog).Message;
        Assert.Contains(path, refusal, StringComparison.Ordinal);
        Assert.Contains(said, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_id_is_refused_with_the_known_ones()
    {
        Install("one");
        using var catalog = Catalog();
        Assert.Contains("there are one", Refusal(catalog, "zero"), StringComparison.Ordinal);
    }

    private void Install(string id, int classes = 1, bool throws = false)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, id)).FullName;
        EmittedPlugin.Write(Path.Combine(folder, "plugin.dll"), id, classes, throws);
        File.WriteAllText(
            Path.Combine(folder, "plugin.json"),
            $$"""{"id":"{{id}}","version":"1.0.0","contractVersion":1,"assembly":"plugin.dll","kinds":["events"]}""");
    }

    private PluginCatalog Catalog() => new([_folder, Path.Combine(_folder, "absent")], Shared);

    private static string Refusal(PluginCatalog catalog, string id) =>
        Assert.Throws<InputException>(() => catalog.Get(id, "preset")).Message;

    /// <summary>Apart from its caller, whose frame would keep the plugin alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseAndLetGo()
    {
        using var catalog = Catalog();
        IPlugin plugin = catalog.Get("one", "preset");
        return new WeakReference(plugin.GetType().Assembly);
    }
}
