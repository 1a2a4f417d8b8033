using StreamHost.Engine.Workers;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC;
using StreamHost.Plugins.CKConv;
using TorchSharp;

// Tensors and memory are counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace StreamHost.Torch.Tests;

/// <summary>What a network had on a device goes with it, at once and not when the collector comes by.</summary>
public sealed class LoadingTests
{
    private const int Times = 100;

    /// <summary>Of resident memory, in bytes: what one network of these has, ten times over, is more.</summary>
    private const long Slack = 8 << 20;

    private readonly ITensorDevice _device = new TorchDeviceProvider().Open("cpu");

    public static TheoryData<string> Architectures() => [.. Networks.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Streaming_models_that_come_and_go_leave_nothing_on_the_device(string architecture)
    {
        using var use = TensorDevice.Use(_device);
        var package = Networks.Package(architecture);
        AssertLeavesNothing(() =>
        {
            using var streams = new Streams(new CfCPlugin().LoadEventModel(package));
            for (var time = 0; time < 5; time++)
                streams.Process(time);
        });
    }

    /// <summary>What they heard of twenty streams, more than their tables have rows for at first, goes with them.</summary>
    [Fact]
    public void Models_of_sound_that_come_and_go_leave_nothing_on_the_device()
    {
        using var use = TensorDevice.Use(_device);
        var package = Networks.Sound();
        AssertLeavesNothing(() =>
        {
            using var model = new CKConvPlugin().LoadAudioModel(package, (int)package.Manifest.SampleRate!);
            using var hops = MadeUpBatch.OfSound(model, streams: 20);
            for (var call = 0; call < 3; call++)
                hops.Process();
        });
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Networks_that_are_trained_and_let_go_of_leave_nothing_on_the_device(string architecture)
    {
        using var use = TensorDevice.Use(_device);
        AssertLeavesNothing(() =>
        {
            var network = Networks.Create(architecture);
            var optimizer = new Adam(network.Parameters);
            var memory = TensorMemory.Create();
            for (var step = 0; step < 3; step++)
            {
                using var scope = memory.Open();
                optimizer.ClearGradients();
                var scores = network.Forward(Networks.Batch(), dropout: null);
                Losses.CrossEntropy(scores, Networks.Batch().Labels).Backward();
                optimizer.Step();
            }

            optimizer.GiveBack();
        });
    }

    private static void AssertLeavesNothing(Action comeAndGo)
    {
        for (var time = 0; time < Times; time++)
            comeAndGo();
        CollectWhatOtherTestsLeft();
        var (tensors, memory) = (torch.Tensor.TotalCount, Environment.WorkingSet);
        for (var time = 0; time < Times; time++)
            comeAndGo();
        Assert.Equal(tensors, torch.Tensor.TotalCount);
        Assert.InRange(Environment.WorkingSet - memory, long.MinValue, Slack);
    }

    internal static void CollectWhatOtherTestsLeft()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
