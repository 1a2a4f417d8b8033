using System.Runtime.CompilerServices;
using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Engine.Plugins;

namespace StreamHost.Engine.Tests.Plugins;

/// <summary>A plugin written to leak is found out, and what holds it is named.</summary>
public sealed class LeakTests
{
    private const string Plugin = "StreamHost.Plugins.Leaky.LeakyPlugin";

    private static Type? s_cache;

    private static string Folder =>
        Path.Combine(ReferenceData.Root, "tests", "Plugins.Leaky", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");

    [Theory]
    [InlineData("event", $"the event AppDomain.ProcessExit holds {Plugin}.OnExit")]
    [InlineData("static-event", $"the event AppDomain.UnhandledException holds {Plugin}.LoadEventModel")]
    [InlineData("task-event", $"the event TaskScheduler.UnobservedTaskException holds {Plugin}.OnTask")]
    [InlineData("cancel-key", $"Console (its streams and CancelKeyPress) holds {Plugin}.OnCancel")]
    [InlineData("timer", $"a running timer holds {Plugin}.Tick")]
    [InlineData("endless-task", $"a running timer holds an object of AsyncStateMachineBox<VoidTaskResult, {Plugin}.LoopAsync")]
    [InlineData("signal", $"a signal's handler (PosixSignalRegistration) holds {Plugin}.OnSignal")]
    [InlineData("json", "the cache of JsonSerializer's default options holds an object of JsonTypeInfo<StreamHost.Plugins.Leaky.Settings>")]
    [InlineData("descriptor", "the cache of TypeDescriptor")]
    [InlineData("thread", "look for a thread that still runs its code")]
    [InlineData("handle", "a GC handle")]
    public async Task What_a_plugin_left_behind_is_named(string leak, string said)
    {
        var report = await UnloadedAsync(catalog => Leak(catalog, leak), new HurriedTime());
        Assert.False(report.IsGone);
        Assert.Contains(said, report.HeldBy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_field_of_the_host_that_holds_a_plugins_type_is_named()
    {
        var report = await UnloadedAsync(Remember, new HurriedTime());
        Assert.Equal($"the static field {typeof(LeakTests).FullName}.{nameof(s_cache)} holds the type {Plugin}", report.HeldBy);
        s_cache = null;
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("throw-at-the-end")]
    public async Task A_plugin_that_leaves_nothing_behind_is_gone(string leak)
    {
        var report = await UnloadedAsync(catalog => Leak(catalog, leak), TimeProvider.System);
        Assert.True(report.IsGone, report.ToString());
    }

    private static async Task<UnloadReport> UnloadedAsync(Action<PluginCatalog> use, TimeProvider time)
    {
        var report = new TaskCompletionSource<UnloadReport>();
        using (var catalog = new PluginCatalog([Folder], new HashSet<string> { "StreamHost.Core" }, report.SetResult, time))
            use(catalog);
        return await report.Task;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leak(PluginCatalog catalog, string name)
    {
        var manifest = new ModelManifest
        {
            Name = name,
            Version = 1,
            Plugin = "leaky",
            Architecture = JsonElement.Parse("{}"),
            Labels = ["off", "on"],
            Features = ["x"],
            WeightsSha256 = "",
        };
        catalog.Get("leaky", "test").LoadEventModel(new ModelPackage(manifest, new TensorFile()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Remember(PluginCatalog catalog) => s_cache = catalog.Get("leaky", "test").GetType();
}
