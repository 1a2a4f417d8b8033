namespace StreamHost.Engine.Sources;

/// <summary>Where sound comes from: a file, a device.</summary>
public interface IAudioSource : IAsyncDisposable
{
    /// <summary>In Hz. Constant while <see cref="RunAsync"/> runs.</summary>
    int SampleRate { get; }

    /// <summary>
    /// Whether the last run ended because sound comes at another rate from there on, which <see cref="SampleRate"/> then tells: to be run
    /// again, with a model that was built for it. Nothing is lost meanwhile that is not a gap. False for a source whose rate never changes.
    /// </summary>
    bool HasChangedRate => false;

    /// <summary>
    /// Hands blocks over until there are no more, the rate changes, or <paramref name="stop"/> asks to end; returns in all cases without
    /// throwing. [its own thread; again only after a change of the rate]
    /// </summary>
    /// <exception cref="Core.StreamHostException">The input is wrong or can't be read further. What was handed over is still classified.</exception>
    Task RunAsync(AudioIntake intake, CancellationToken stop);
}
