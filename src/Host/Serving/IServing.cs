using StreamHost.Core.Packages;
using StreamHost.Engine.Serving;

namespace StreamHost.Host.Serving;

/// <summary>What can be asked of the model of a run: <see cref="ServedModel"/>'s members of the same names. [any thread]</summary>
internal interface IServing
{
    Task<ServingNotice> LoadAsync(ModelPackage package, TrialOptions? trial, CancellationToken stop);

    Task<ServingNotice> PromoteAsync(CancellationToken stop);

    Task<ServingNotice> RollbackAsync(string reason, CancellationToken stop);

    Task<ServingNotice> UnloadAsync(int version, CancellationToken stop);

    ServingStatus Status();
}
