using System.Globalization;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Signals;
using StreamHost.Engine;
using StreamHost.Engine.Sources;
using StreamHost.Engine.Tests;
using StreamHost.Numerics.Devices;

namespace StreamHost.Plugins.CKConv.Tests.Streaming;

/// <summary>A host whose device fails while it hears three streams.</summary>
public sealed class DevicePipelineTests
{
    private const int Rate = 3200;

    [Theory]
    [MemberData(nameof(DeviceNetworkTests.Kinds), MemberType = typeof(DeviceNetworkTests))]
    public async Task Every_hop_is_classified_as_by_the_managed_arithmetic(string architecture)
    {
        var package = Heard.Package(architecture, Rate);
        using var here = Load(package, TensorDevice.Managed);
        var joins = 0;
        using var there = Load(package, WatchedDevice.Make(TensorDevice.Default, operation =>
        {
            if (operation == nameof(ITensorDevice.Concat) && ++joins > 200)
                throw new InvalidOperationException("it fell off the bus");
        }));
        var (expected, actual) = (await RunAsync(here), await RunAsync(there));
        Assert.True(joins > 200);
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (hop, scores) in expected)
        {
            for (var i = 0; i < scores.Length; i++)
                Assert.Equal(scores[i], actual[hop][i], 1e-4);
        }
    }

    /// <summary>What is said of each hop of each stream.</summary>
    private static async Task<SortedDictionary<string, float[]>> RunAsync(IAudioModel model)
    {
        var sink = new RecordingSink();
        var report = await Pipeline.OfSound(new Noises(), model, [sink], new PipelineOptions { Workers = 1 }).RunAsync(CancellationToken.None);
        Assert.Null(report.Failure);
        Assert.Equal(report.Counters.In, report.Counters.Classified);
        var hops = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var line in sink.Lines)
        {
            var words = line.Split(' ');
            hops.Add(string.Join(' ', words[1..4]), [.. words[^2..].Select(word => float.Parse(word, CultureInfo.InvariantCulture))]);
        }

        return hops;
    }

    private static IAudioModel Load(ModelPackage package, ITensorDevice device)
    {
        using var use = TensorDevice.Use(device);
        return new CKConvPlugin().LoadAudioModel(package, Rate);
    }

    /// <summary>Two seconds of three streams, in blocks of 50 frames.</summary>
    private sealed class Noises : IAudioSource
    {
        private const int Block = 50;

        public int SampleRate => Rate;

        public async Task RunAsync(AudioIntake intake, CancellationToken stop)
        {
            float[][] signals = [Heard.Signal(2 * Rate, Rate, 1), Heard.Signal(2 * Rate, Rate, 2), Heard.Signal(2 * Rate, Rate, 3)];
            StreamId[] streams = [intake.Streams.Intern("a"), intake.Streams.Intern("b"), intake.Streams.Intern("c")];
            for (var first = 0; first < 2 * Rate; first += Block)
            {
                for (var i = 0; i < streams.Length; i++)
                    await intake.OfferAsync(new AudioBlock(streams[i], Rate, 1, first, Block, first * UnixTime.Second / Rate, 0, signals[i].AsMemory(first, Block)), stop);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
