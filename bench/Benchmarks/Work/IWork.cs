namespace StreamHost.Benchmarks.Work;

/// <summary>One thing that is measured, the same for BenchmarkDotNet and for the race against a peer.</summary>
public interface IWork : IDisposable
{
    /// <summary>The name by which a peer knows the same work.</summary>
    string Name { get; }

    /// <summary>What one figure is the time of: a step, an event.</summary>
    string Unit { get; }

    /// <summary>How many of those units one <see cref="Run"/> does.</summary>
    int UnitsPerRun { get; }

    void Run();
}
