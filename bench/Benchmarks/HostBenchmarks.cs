using BenchmarkDotNet.Attributes;
using StreamHost.Benchmarks.Work;

namespace StreamHost.Benchmarks;

/// <summary>The whole host, a figure an event: from memory, and from a CSV log to JSON lines.</summary>
[MemoryDiagnoser]
public class HostBenchmarks
{
    private HostPipeline _memory = null!;
    private HostFiles _files = null!;

    [GlobalSetup]
    public void Setup() => (_memory, _files) = (new HostPipeline(), new HostFiles());

    [GlobalCleanup]
    public void Cleanup()
    {
        _memory.Dispose();
        _files.Dispose();
    }

    [Benchmark(OperationsPerInvoke = 1_000_000)]
    public void FromMemory() => _memory.Run();

    [Benchmark(OperationsPerInvoke = 200_000)]
    public void FromCsvToJsonLines() => _files.Run();
}
