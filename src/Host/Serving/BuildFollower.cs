using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Engine.Plugins;
using StreamHost.Engine.Serving;

namespace StreamHost.Host.Serving;

/// <summary>Looks for new builds of a run's plugin every second, and builds the version that answers anew with one, put in place as a new version is.</summary>
internal sealed class BuildFollower : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly PluginCatalog _plugins;
    private readonly ServedModel _model;
    private readonly Action<PluginDescription, ModelIdentity> _tell;
    private readonly Action<string, string> _refuse;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Begins to look.</summary>
    /// <param name="plugins">Where plugins are found.</param>
    /// <param name="model">The run's model.</param>
    /// <param name="tell">Is told of a new build, and of the version that is built anew with it.</param>
    /// <param name="refuse">Is told of a build that could not take the old one's place, with the reason.</param>
    public BuildFollower(PluginCatalog plugins, ServedModel model, Action<PluginDescription, ModelIdentity> tell, Action<string, string> refuse)
    {
        (_plugins, _model, _tell, _refuse) = (plugins, model, tell, refuse);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends looking. What has begun goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            var isWaiting = false;
            while (true)
            {
                await Task.Delay(Interval, _stop.Token).ConfigureAwait(false);
                isWaiting |= Look().Contains(_model.Plugin);
                if (isWaiting && _model.Status().Candidate is null)
                    isWaiting = !await TryRebuildAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private IReadOnlyList<string> Look()
    {
        try
        {
            return _plugins.Refresh();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder is being changed under our hands: the next look finds what there is then.
            return [];
        }
    }

    /// <summary>False where somebody was faster with another version, and it is to be tried again.</summary>
    private async Task<bool> TryRebuildAsync()
    {
        try
        {
            if (_plugins.Found.FirstOrDefault(plugin => plugin.Id == _model.Plugin) is { } build && _model.Status().Current is { } version)
                _tell(build, version);
            await _model.RebuildAsync(_stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (StreamHostException) when (_model.Status().Candidate is not null)
        {
            return false;
        }
        catch (StreamHostException exception)
        {
            _refuse($"the new build of plugin {_model.Plugin}", exception.Message);
            return true;
        }
    }
}
