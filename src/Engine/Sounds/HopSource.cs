using StreamHost.Engine.Sources;

namespace StreamHost.Engine.Sounds;

/// <summary>A source of sound as one of events: each a hop of samples.</summary>
/// <param name="source">The sound.</param>
/// <param name="features">The samples of a hop.</param>
internal sealed class HopSource(IAudioSource source, IReadOnlyList<string> features) : IEventSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Features => features;

    /// <inheritdoc/>
    public async Task RunAsync(EventIntake intake, CancellationToken stop)
    {
        var cutter = new HopCutter(intake, source.SampleRate, Features.Count);
        try
        {
            await source.RunAsync(cutter, stop).ConfigureAwait(false);
        }
        finally
        {
            cutter.End();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
