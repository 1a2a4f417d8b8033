using BenchmarkDotNet.Attributes;
using StreamHost.Benchmarks.Work;

namespace StreamHost.Benchmarks;

/// <summary>One event of each of a number of streams: 8 inputs, 32 units, a backbone of 64.</summary>
[MemoryDiagnoser]
public class CfCStepBenchmarks
{
    private CfCStep _work = null!;

    [Params(1, 64, 256, 1024)]
    public int Streams { get; set; }

    [GlobalSetup]
    public void Setup() => _work = new CfCStep(Streams);

    [GlobalCleanup]
    public void Cleanup() => _work.Dispose();

    [Benchmark]
    public void Step() => _work.Run();
}

/// <summary>One training step of the same network: 32 sequences of 100 events, with Adam.</summary>
[MemoryDiagnoser]
public class CfCTrainingBenchmarks
{
    private readonly CfCTraining _work = new();

    [Benchmark]
    public void Step() => _work.Run();
}
