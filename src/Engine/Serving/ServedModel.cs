using StreamHost.Core.Models;
using StreamHost.Core.Packages;

namespace StreamHost.Engine.Serving;

/// <summary>The model of a run, whichever version of it answers. All members may be called from any thread; requests are carried out one after the other.</summary>
public sealed class ServedModel : IAsyncDisposable
{
    /// <summary>Builds the first version.</summary>
    /// <param name="package">The first version's package.</param>
    /// <param name="build">Builds versions.</param>
    /// <param name="options">How it is served.</param>
    /// <param name="sampleRate">Of sound, the source's rate in Hz; null where the source is one of events.</param>
    /// <param name="notify">Is told what happens; called on the service's own thread, never on the hot path.</param>
    /// <param name="time">The clock; the system's unless told.</param>
    /// <exception cref="Core.InputException">The package or its plugin is not what it should be.</exception>
    public ServedModel(
        ModelPackage package, EditionBuilder build, ServingOptions options, int? sampleRate = null, Action<ServingNotice>? notify = null, TimeProvider? time = null) =>
        throw new NotImplementedException();

    /// <summary>Which version was there first: all versions have its name, labels and features.</summary>
    public ModelIdentity First => throw new NotImplementedException();

    /// <summary>
    /// Loads a version in the background and puts it in place, after its trial where there is one. A version of the same package's version number
    /// and weights is allowed: a new build of its plugin.
    /// </summary>
    /// <param name="package">The version's package.</param>
    /// <param name="trial">How it is tried; as the options say unless told.</param>
    /// <param name="stop">Gives up waiting for it; the load goes on.</param>
    /// <returns>When it is loaded and, without a trial, answers all streams; on trial, when the trial has begun. What happened.</returns>
    /// <exception cref="Core.InputException">It can't be loaded: the labels or features are others, a first step failed, or another is being loaded. Nothing has changed.</exception>
    public Task<ServingNotice> LoadAsync(ModelPackage package, TrialOptions? trial = null, CancellationToken stop = default) => throw new NotImplementedException();

    /// <summary>Ends the candidate's trial and puts it in place.</summary>
    /// <returns>When it answers all streams.</returns>
    /// <exception cref="Core.InputException">There is no candidate.</exception>
    public Task<ServingNotice> PromoteAsync(CancellationToken stop = default) => throw new NotImplementedException();

    /// <summary>Takes the candidate back; without one, brings back the version before the one that answers.</summary>
    /// <param name="reason">Why, for the notice.</param>
    /// <param name="stop">Gives up waiting for it.</param>
    /// <returns>When the other version answers all streams.</returns>
    /// <exception cref="Core.InputException">There is neither a candidate nor a version before.</exception>
    public Task<ServingNotice> RollbackAsync(string reason, CancellationToken stop = default) => throw new NotImplementedException();

    /// <summary>Takes a version that does not answer all streams out of memory: the candidate or the previous one.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="stop">Gives up waiting for it.</param>
    /// <returns>When nothing of it is in memory any more.</returns>
    /// <exception cref="Core.InputException">That version is not in memory, or is the one that answers.</exception>
    public Task<ServingNotice> UnloadAsync(int version, CancellationToken stop = default) => throw new NotImplementedException();

    /// <summary>Which versions are in memory, and what they do.</summary>
    public ServingStatus Status() => throw new NotImplementedException();

    /// <summary>Takes all versions out of memory; called when no pipeline runs it any more.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
