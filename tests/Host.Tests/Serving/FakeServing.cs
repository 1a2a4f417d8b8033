using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Engine.Serving;
using StreamHost.Host.Serving;

namespace StreamHost.Host.Tests.Serving;

/// <summary>A model in service that says what was asked of it.</summary>
internal sealed class FakeServing : IServing
{
    public List<string> Asked { get; } = [];

    public TrialOptions? Trial { get; private set; }

    public ModelIdentity? Candidate { get; set; }

    /// <summary>What loads wait for.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;

    /// <summary>Loads that have begun.</summary>
    public SemaphoreSlim Begun { get; } = new(0);

    public static ModelIdentity Version(int version) => new("walk", version, new string('a', 64), ["go", "sit"]);

    public async Task<ServingNotice> LoadAsync(ModelPackage package, TrialOptions? trial, CancellationToken stop)
    {
        Asked.Add($"load {package.Manifest.Version}");
        Trial = trial;
        Begun.Release();
        await Ready.WaitAsync(stop);
        if (package.Manifest.Plugin == "nowhere")
            throw new InputException(package.Folder, "no plugin \"nowhere\"", "there are cfc, ckconv");

        var moves = new Dictionary<string, StreamMove> { ["a"] = StreamMove.Carried, ["b"] = StreamMove.Carried, ["c"] = StreamMove.Warmed };
        var swap = new SwapReport(Version(1), package.Identity, moves, TimeSpan.FromSeconds(0.8), TimeSpan.FromMilliseconds(12));
        return ServingNotice.Promoted(swap);
    }

    public Task<ServingNotice> PromoteAsync(CancellationToken stop) => throw new InputException("promote", "there is no version on trial", "load one");

    public Task<ServingNotice> RollbackAsync(string reason, CancellationToken stop)
    {
        Asked.Add($"rollback: {reason}");
        return Task.FromResult(new ServingNotice(ServingNoticeKind.RolledBack, Version(2), $"rolled back walk/2: {reason}; walk/1 answers"));
    }

    public Task<ServingNotice> UnloadAsync(int version, CancellationToken stop)
    {
        Asked.Add($"unload {version}");
        return Task.FromResult(new ServingNotice(ServingNoticeKind.Unloaded, Version(version), $"unloaded walk/{version}"));
    }

    public ServingStatus Status() => new(
        Version(4),
        null,
        Candidate,
        Candidate is null ? null : "on trial, 3 s to go",
        Candidate is null ? null : new Comparison(120, 0.95, 0.9, 0.8, double.NaN, 0),
        Version(3),
        new Dictionary<string, StreamMove> { ["a"] = StreamMove.Carried, ["b"] = StreamMove.Cold },
        2,
        1);
}
