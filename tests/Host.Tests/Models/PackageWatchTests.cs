using StreamHost.Audio.Tests.Live;
using StreamHost.Host.Models;
using StreamHost.Host.Tests.Serving;

namespace StreamHost.Host.Tests.Models;

public sealed class PackageWatchTests : IDisposable
{
    private readonly ModelFolder _models = new();
    private readonly ManualTime _time = new();
    private readonly List<(int Version, string Reason)> _refused = [];
    private readonly PackageWatch _watch;

    public PackageWatchTests()
    {
        _models.Publish();
        _watch = new PackageWatch(_models.Store, "walk", 1, (version, reason) => _refused.Add((version, reason)), _time);
    }

    public void Dispose() => _models.Dispose();

    [Fact]
    public void A_published_version_is_found_at_once_and_given_out_once()
    {
        Assert.Null(_watch.Look());
        _models.Publish();
        Assert.Equal(2, _watch.Look()?.Manifest.Version);
        Assert.Null(_watch.Look());
        Assert.Empty(_refused);
    }

    [Fact]
    public void Of_many_that_were_published_fast_the_newest_is_given_out()
    {
        for (var i = 0; i < 20; i++)
            _models.Publish();
        Assert.Equal(21, _watch.Look()?.Manifest.Version);
        Assert.Null(_watch.Look());
    }

    [Theory]
    [InlineData("model.json", "weights.safetensors")]
    [InlineData("weights.safetensors", "model.json")]
    public void A_version_that_is_copied_by_hand_is_found_when_it_is_whole_and_nothing_is_said_before(string first, string second)
    {
        var elsewhere = _models.Elsewhere(2);
        foreach (var (file, share) in new[] { (first, 0.5), (first, 1), (second, 0.3), (second, 0.6) })
        {
            _models.Copy(elsewhere, 2, file, share);
            Pass(1.5);
            Assert.Null(_watch.Look());
        }

        _models.Copy(elsewhere, 2, second);
        Assert.Null(_watch.Look());
        Pass(2);
        Assert.Equal(2, _watch.Look()?.Manifest.Version);
        Assert.Empty(_refused);
    }

    [Theory]
    [InlineData("weights.safetensors", 0.9, "weights.safetensors")]
    [InlineData("model.json", 0.9, "model.json, line ")]
    public void What_stays_cut_short_is_told_once_and_again_only_where_it_changed(string file, double share, string reason)
    {
        var elsewhere = _models.Elsewhere(2);
        _models.Copy(elsewhere, 2, "model.json");
        _models.Copy(elsewhere, 2, "weights.safetensors");
        _models.Copy(elsewhere, 2, file, share);
        LookFor(10);
        Assert.Contains(reason, Assert.Single(_refused).Reason, StringComparison.Ordinal);

        _models.Copy(elsewhere, 2, file, share / 2);
        LookFor(10);
        Assert.Equal([2, 2], _refused.Select(refused => refused.Version));

        _models.Copy(elsewhere, 2, file);
        Assert.Equal(2, LookFor(10));
        Assert.Equal(2, _refused.Count);
    }

    [Fact]
    public void Tampered_weights_and_strangers_files_are_told_and_an_older_whole_version_is_given_out()
    {
        _models.Publish();
        var path = Path.Combine(_models.Publish().Folder, "weights.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.WriteAllText(Path.Combine(_models.Publish().Folder, "weights.pkl"), "");
        Assert.Equal(2, _watch.Look()?.Manifest.Version);
        LookFor(10);
        Assert.Equal([4, 3], _refused.Select(refused => refused.Version));
        Assert.Contains("weights.pkl: it is no part of a package", _refused[0].Reason, StringComparison.Ordinal);
        Assert.Contains("its SHA-256 is", _refused[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_nowhere_keeps_nothing_from_being_found()
    {
        var elsewhere = _models.Elsewhere(2);
        _models.Copy(elsewhere, 3, "model.json");
        File.CreateSymbolicLink(Path.Combine(_models.Store.FolderOf("walk", 3), "weights.safetensors"), "/nowhere/weights.safetensors");
        LookFor(10);
        Assert.Equal(3, Assert.Single(_refused).Version);
        _models.Publish();
        Assert.Equal(4, _watch.Look()?.Manifest.Version);
    }

    [Fact]
    public void A_folder_that_is_gone_holds_nothing_until_it_is_back()
    {
        var home = Path.Combine(_models.Store.Root, "walk");
        Directory.Move(home, home + "-away");
        Assert.Null(_watch.Look());
        Directory.Move(home + "-away", home);
        _models.Publish();
        Assert.Equal(2, _watch.Look()?.Manifest.Version);
    }

    private void Pass(double seconds) => _time.Advance((long)(seconds * 1e9));

    /// <summary>Looks every second, and gives the version that was found.</summary>
    private int? LookFor(int seconds)
    {
        int? found = null;
        for (var i = 0; i < seconds; i++)
        {
            found ??= _watch.Look()?.Manifest.Version;
            Pass(1);
        }

        return found;
    }
}
