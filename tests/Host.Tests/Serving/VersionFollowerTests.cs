using StreamHost.Host.Models;
using StreamHost.Host.Serving;

namespace StreamHost.Host.Tests.Serving;

public sealed class VersionFollowerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ModelFolder _models = new();
    private readonly FakeServing _serving = new();
    private readonly SemaphoreSlim _isRefused = new(0);
    private readonly List<string> _refused = [];

    public VersionFollowerTests() => _models.Publish();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task A_published_version_is_loaded()
    {
        await using var follower = Follow();
        _models.Publish();
        Assert.True(await _serving.Begun.WaitAsync(Patience));
        Assert.Equal(["load 2"], _serving.Asked);
    }

    [Fact]
    public async Task A_version_that_can_not_be_loaded_is_told_once_and_the_next_one_is_loaded()
    {
        await using var follower = Follow();
        _models.Publish("nowhere");
        Assert.True(await _isRefused.WaitAsync(Patience));
        _models.Publish();
        Assert.True(await _serving.Begun.WaitAsync(Patience) && await _serving.Begun.WaitAsync(Patience));
        Assert.Equal(["load 2", "load 3"], _serving.Asked);
        Assert.Equal($"walk/2: {_models.Store.FolderOf("walk", 2)}: no plugin \"nowhere\"; there are cfc, ckconv", Assert.Single(_refused));
    }

    [Fact]
    public async Task While_a_version_is_on_trial_the_next_one_waits_and_the_newest_of_several_is_loaded()
    {
        _serving.Candidate = FakeServing.Version(9);
        await using var follower = Follow();
        for (var i = 0; i < 10; i++)
            _models.Publish();
        _serving.Candidate = null;
        Assert.True(await _serving.Begun.WaitAsync(Patience));
        while (_serving.Asked[^1] != "load 11")
            Assert.True(await _serving.Begun.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_follower_ends_while_a_load_goes_on()
    {
        var serving = new FakeServing { Ready = new TaskCompletionSource().Task };
        await using (Follow(serving))
        {
            _models.Publish();
            Assert.True(await serving.Begun.WaitAsync(Patience));
        }

        Assert.Equal(["load 2"], serving.Asked);
        Assert.Empty(_refused);
    }

    private VersionFollower Follow(FakeServing? serving = null)
    {
        var watch = new PackageWatch(_models.Store, "walk", 1, (version, reason) => Refuse($"walk/{version}", reason), TimeProvider.System);
        return new VersionFollower(watch, serving ?? _serving, Refuse);
    }

    private void Refuse(string model, string reason)
    {
        _refused.Add($"{model}: {reason}");
        _isRefused.Release();
    }
}
