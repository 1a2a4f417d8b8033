using System.Threading.Channels;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Host.Models;

namespace StreamHost.Host.Serving;

/// <summary>
/// Loads newer versions of a run's model as they are published. Of several that came while one was on trial, the newest is next. The system's
/// word that something changed is a wish to look sooner; without it there is a look every second, since not every folder can be watched.
/// </summary>
internal sealed class VersionFollower : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>One change of a folder is told in many pieces.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly PackageWatch _watch;
    private readonly IServing _serving;
    private readonly Action<string, string> _refuse;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly FileSystemWatcher? _watcher;
    private readonly Task _running;
    private ModelPackage? _next;

    /// <summary>Begins to look.</summary>
    /// <param name="watch">What to look at; the follower's from here on.</param>
    /// <param name="serving">The run's model.</param>
    /// <param name="refuse">Is told of a version that could not be loaded, with the reason.</param>
    public VersionFollower(PackageWatch watch, IServing serving, Action<string, string> refuse)
    {
        (_watch, _serving, _refuse) = (watch, serving, refuse);
        _watcher = Watcher(watch.Folder);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends looking. A load that has begun goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        _watcher?.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _next = _watch.Look() ?? _next;
                if (_next is { } package && _serving.Status().Candidate is null)
                    await LoadAsync(package).ConfigureAwait(false);
                await WaitAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task LoadAsync(ModelPackage package)
    {
        _next = null;
        try
        {
            await _serving.LoadAsync(package, trial: null, _stop.Token).ConfigureAwait(false);
        }
        catch (StreamHostException) when (_serving.Status().Candidate is { } other && other.Version != package.Manifest.Version)
        {
            _next = package; // Somebody was faster with another version; this one is next.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _refuse($"{package.Manifest.Name}/{package.Manifest.Version}", exception.Message);
        }
    }

    private async Task WaitAsync()
    {
        await Task.Delay(Pause, _stop.Token).ConfigureAwait(false);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timer.CancelAfter(Interval);
        try
        {
            await _changes.Reader.WaitToReadAsync(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Nothing was said to have changed; that is not to be relied on.
        }

        _changes.Reader.TryRead(out _);
    }

    /// <summary>Asks the system to tell of changes; null where it can't.</summary>
    private FileSystemWatcher? Watcher(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            FileSystemEventHandler look = (_, _) => _changes.Writer.TryWrite(true);
            watcher.Created += look;
            watcher.Changed += look;
            watcher.Renamed += (_, _) => _changes.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
