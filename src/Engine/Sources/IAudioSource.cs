namespace StreamHost.Engine.Sources;

/// <summary>Where sound comes from: a file, a device.</summary>
public interface IAudioSource : IAsyncDisposable
{
    /// <summary>In Hz. Constant.</summary>
    int SampleRate { get; }

    /// <summary>
    /// Hands blocks over until there are no more or <paramref name="stop"/> asks to end; returns in both cases without throwing.
    /// [its own thread, once]
    /// </summary>
    /// <exception cref="Core.StreamHostException">The input is wrong or can't be read further. What was handed over is still classified.</exception>
    Task RunAsync(AudioIntake intake, CancellationToken stop);
}
