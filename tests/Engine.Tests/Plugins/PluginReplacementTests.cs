using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StreamHost.Core;
using StreamHost.Engine.Plugins;

namespace StreamHost.Engine.Tests.Plugins;

public sealed class PluginReplacementTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugins-").FullName;
    private readonly Channel<UnloadReport> _reports = Channel.CreateUnbounded<UnloadReport>();
    private readonly PluginCatalog _catalog;

    public PluginReplacementTests()
    {
        Install("1.0.0");
        _catalog = new PluginCatalog([_folder], new HashSet<string> { "StreamHost.Core" }, report => _reports.Writer.TryWrite(report));
    }

    public void Dispose()
    {
        _catalog.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Nothing_changed_is_nothing_to_do() => Assert.Empty(_catalog.Refresh());

    [Fact]
    public void Leases_of_one_build_share_it()
    {
        using var first = _catalog.Acquire("one", "test");
        using var second = _catalog.Acquire("one", "test");
        Assert.Same(first.Plugin, second.Plugin);
    }

    [Fact]
    public void A_new_build_is_for_new_leases_and_old_leases_go_on()
    {
        using var before = _catalog.Acquire("one", "test");
        Install("2.0.0");
        Assert.Equal(["one"], _catalog.Refresh());
        using var after = _catalog.Acquire("one", "test");
        Assert.Equal(("1.0.0", "2.0.0"), (before.Description.Version, after.Description.Version));
        Assert.NotSame(before.Plugin, after.Plugin);
        Assert.Equal("one", before.Plugin.Id);
        Assert.Empty(_catalog.Refresh());
    }

    [Fact]
    public async Task A_replaced_build_is_gone_when_its_last_lease_has_ended()
    {
        var assembly = UseAndReplace(out var newest);
        var report = await _reports.Reader.ReadAsync();
        Assert.True(report.IsGone, report.ToString());
        Assert.Equal(("one", "1.0.0"), (report.Id, report.Version));
        Assert.False(assembly.IsAlive);
        Assert.Equal("one", newest.Plugin.Id);
        newest.Dispose();
        Assert.False(_reports.Reader.TryRead(out _));
    }

    [Fact]
    public async Task What_is_leased_outlives_the_catalog()
    {
        var lease = _catalog.Acquire("one", "test");
        _catalog.Dispose();
        Assert.Equal("one", lease.Plugin.Id);
        Assert.Throws<ObjectDisposedException>(() => _catalog.Acquire("one", "test"));
        lease.Dispose();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Plugin);
        Assert.True((await _reports.Reader.ReadAsync()).IsGone);
    }

    [Fact]
    public async Task A_build_that_was_only_got_goes_with_the_catalog()
    {
        Assert.Equal("one", GetId());
        _catalog.Dispose();
        Assert.True((await _reports.Reader.ReadAsync()).IsGone);
    }

    [Theory]
    [InlineData(true, "no licence")]
    [InlineData(false, "calls itself")]
    public void A_new_build_that_is_refused_leaves_the_old_one_as_it_is(bool throws, string said)
    {
        using var before = _catalog.Acquire("one", "test");
        PluginFolder.Write(Path.Combine(_folder, "one"), "one", "2.0.0", throws ? "one" : "other", throws: throws);
        Assert.Equal(["one"], _catalog.Refresh());
        Assert.Contains(said, Assert.Throws<InputException>(() => _catalog.Acquire("one", "test")).Message, StringComparison.Ordinal);
        Assert.Equal("one", before.Plugin.Id);
        Install("3.0.0");
        Assert.Equal(["one"], _catalog.Refresh());
        using var after = _catalog.Acquire("one", "test");
        Assert.Equal("3.0.0", after.Description.Version);
    }

    [Fact]
    public void A_folder_that_is_half_copied_is_refused_until_it_is_whole()
    {
        using var before = _catalog.Acquire("one", "test");
        var assembly = Path.Combine(_folder, "one", "plugin.dll");
        Install("2.0.0");
        var whole = File.ReadAllBytes(assembly);
        File.WriteAllBytes(assembly, whole[..^1]);
        Assert.Equal(["one"], _catalog.Refresh());
        Assert.Contains("its SHA-256 is", Assert.Throws<InputException>(() => _catalog.Acquire("one", "test")).Message, StringComparison.Ordinal);
        Assert.Empty(_catalog.Refresh());
        File.WriteAllBytes(assembly, whole);
        Assert.Equal(["one"], _catalog.Refresh());
        using var after = _catalog.Acquire("one", "test");
        Assert.Equal("2.0.0", after.Description.Version);
    }

    [Fact]
    public async Task Builds_are_replaced_while_others_lease_them()
    {
        const int Builds = 20;
        _catalog.Acquire("one", "test").Dispose();
        using var stop = new CancellationTokenSource();
        var users = Enumerable.Range(0, 3).Select(_ => Task.Run(() => UseUntil(stop.Token))).ToArray();
        for (var i = 1; i <= Builds; i++)
        {
            var next = PluginFolder.Write(Path.Combine(_folder, ".new"), "one", $"1.0.{i}");
            Directory.Move(Path.Combine(_folder, "one"), Path.Combine(_folder, $".old{i}"));
            Directory.Move(next, Path.Combine(_folder, "one"));
            _catalog.Refresh();
            _catalog.Acquire("one", "test").Dispose();
        }

        await stop.CancelAsync();
        await Task.WhenAll(users);
        _catalog.Dispose();
        for (var i = 0; i <= Builds; i++)
        {
            var report = await _reports.Reader.ReadAsync();
            Assert.True(report.IsGone, report.ToString());
        }
    }

    private void Install(string version) => PluginFolder.Write(Path.Combine(_folder, "one"), "one", version);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void UseUntil(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var lease = _catalog.Acquire("one", "test");
                Assert.Equal("one", lease.Plugin.Id);
            }
            catch (InputException)
            {
                // Between two builds there is none for a moment.
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private string GetId() => _catalog.Get("one", "test").Id;

    /// <summary>Apart from its caller, whose frame would keep the plugin alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseAndReplace(out LoadedPlugin newest)
    {
        using var first = _catalog.Acquire("one", "test");
        using var second = _catalog.Acquire("one", "test");
        Install("2.0.0");
        _catalog.Refresh();
        newest = _catalog.Acquire("one", "test");
        Assert.False(_reports.Reader.TryRead(out _));
        return new WeakReference(first.Plugin.GetType().Assembly);
    }
}
