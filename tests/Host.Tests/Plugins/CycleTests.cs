using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StreamHost.Core.Packages;
using StreamHost.Engine.Plugins;
using StreamHost.Engine.Workers;
using StreamHost.Host.Models;
using Xunit.Abstractions;

namespace StreamHost.Host.Tests.Plugins;

/// <summary>
/// A new build of the CfC plugin takes the old one's place again and again: loaded, used, replaced, gone. 60 times here; the figures of
/// docs/write-a-plugin.md are those of
/// <c>STREAMHOST_CYCLES=1000 dotnet test -c Release tests/Host.Tests --filter CycleTests --logger "console;verbosity=detailed"</c>.
/// </summary>
[Collection("alone")]
public sealed class CycleTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Cycles = int.Parse(Environment.GetEnvironmentVariable("STREAMHOST_CYCLES") ?? "40", CultureInfo.InvariantCulture);

    /// <summary>Cycles before memory is measured: until then the runtime still compiles the host's own code anew, and better.</summary>
    private static readonly int WarmUp = Math.Max(20, Cycles / 4);

    private readonly string _folder = Directory.CreateTempSubdirectory("plugins-").FullName;
    private readonly Channel<UnloadReport> _reports = Channel.CreateUnbounded<UnloadReport>();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_replaced_build_is_gone_and_memory_is_back()
    {
        ShippedPlugin.Copy("cfc", _folder);
        var package = new PackageStore(_folder).Open(Path.Combine(ReferenceData.Root, "presets/models/machine-activity/1"));
        using var catalog = new PluginCatalog([_folder], Folders.Shared, report => _reports.Writer.TryWrite(report));
        var slowest = await CycleAsync(catalog, package, 0, WarmUp);
        var before = Memory();
        slowest = Math.Max(slowest, await CycleAsync(catalog, package, WarmUp, Cycles));
        var after = Memory();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Cycles} of {Cycles} builds gone, the slowest after {slowest:F2} s; managed memory {(after.Managed - before.Managed) / 1e6:+0.000;-0.000} MB, resident {(after.Resident - before.Resident) / 1e6:+0.0;-0.0} MB"));
        Assert.True(after.Managed - before.Managed < 1_000_000, $"Managed memory grew by {after.Managed - before.Managed} bytes.");
        Assert.True(after.Resident - before.Resident < 20_000_000, $"Resident memory grew by {after.Resident - before.Resident} bytes.");
    }

    /// <summary>Replaces the build that many times.</summary>
    /// <returns>The most seconds that one took to go.</returns>
    private async Task<double> CycleAsync(PluginCatalog catalog, ModelPackage package, int first, int count)
    {
        var slowest = 0.0;
        for (var cycle = first; cycle < first + count; cycle++)
        {
            var assembly = UseAndReplace(catalog, package, cycle);
            var report = await _reports.Reader.ReadAsync();
            Assert.True(report.IsGone, report.ToString());
            Assert.False(assembly.IsAlive);
            slowest = Math.Max(slowest, report.Seconds);
        }

        return slowest;
    }

    /// <summary>Apart from its caller, whose frame would keep the plugin alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseAndReplace(PluginCatalog catalog, ModelPackage package, int cycle)
    {
        using var old = catalog.Acquire("cfc", "test");
        using var running = old.Plugin.LoadEventModel(package);
        ShippedPlugin.Rename(Path.Combine(_folder, "cfc"), $"1.0.{cycle}");
        Assert.Equal(["cfc"], catalog.Refresh());
        using var fresh = catalog.Acquire("cfc", "test");
        using var next = fresh.Plugin.LoadEventModel(package);
        Assert.Equal(running.StateLayout, next.StateLayout);
        using var batch = new MadeUpBatch(next, 4);
        batch.Process();
        return new WeakReference(old.Plugin.GetType().Assembly);
    }

    private static (long Managed, long Resident) Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }
}

/// <summary>Tests that look at the whole process run without company.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
