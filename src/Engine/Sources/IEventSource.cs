namespace StreamHost.Engine.Sources;

/// <summary>Where sensor events come from: a log, a machine's counters, standard input.</summary>
public interface IEventSource : IAsyncDisposable
{
    /// <summary>The names of the values, in the order in which its events hold them. Constant.</summary>
    IReadOnlyList<string> Features { get; }

    /// <summary>
    /// Hands events over until there are no more or <paramref name="stop"/> asks to end; returns in both cases without
    /// throwing. [its own thread, once]
    /// </summary>
    /// <exception cref="Core.StreamHostException">The input is wrong or can't be read further. What was handed over is still classified.</exception>
    Task RunAsync(EventIntake intake, CancellationToken stop);
}
