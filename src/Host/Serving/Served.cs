using StreamHost.Core.Packages;
using StreamHost.Engine.Serving;

namespace StreamHost.Host.Serving;

/// <summary>The model of a run as <see cref="IServing"/>.</summary>
/// <param name="model">The model; disposed of by the caller.</param>
internal sealed class Served(ServedModel model) : IServing
{
    public Task<ServingNotice> LoadAsync(ModelPackage package, TrialOptions? trial, CancellationToken stop) => model.LoadAsync(package, trial, stop);

    public Task<ServingNotice> PromoteAsync(CancellationToken stop) => model.PromoteAsync(stop);

    public Task<ServingNotice> RollbackAsync(string reason, CancellationToken stop) => model.RollbackAsync(reason, stop);

    public Task<ServingNotice> UnloadAsync(int version, CancellationToken stop) => model.UnloadAsync(version, stop);

    public ServingStatus Status() => model.Status();
}
