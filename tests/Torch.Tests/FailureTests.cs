using System.Globalization;
using StreamHost.Core;
using StreamHost.Core.Models;
using StreamHost.Engine;
using StreamHost.Engine.Tests;
using StreamHost.Host.Commands;
using StreamHost.Numerics.Devices;
using StreamHost.Plugins.CfC;
using StreamHost.Training.Datasets;
using StreamHost.Training.Loop;
using StreamHost.Training.Presets;
using TorchSharp;

namespace StreamHost.Torch.Tests;

/// <summary>A device without memory, or one that is gone: what was done before counts, and the managed arithmetic goes on from there.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly ITensorDevice _device = new TorchDeviceProvider().Open("cpu");
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public FailureTests()
    {
        var random = new Random(1);
        for (var file = 0; file < 12; file++)
        {
            var label = file % 2;
            var rows = Enumerable.Range(0, 10 + file).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"{i},{(2 * label) + random.NextDouble():F4},{random.NextDouble():F4},{(label == 0 ? "no" : "yes")}"));
            File.WriteAllLines(Path.Combine(_folder, $"run-{file}.csv"), rows.Prepend("time,a,b,label"));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(nameof(ITensorDevice.Linear))]
    [InlineData(nameof(ITensorDevice.Backward))]
    public void A_training_without_memory_ends_in_one_line_and_goes_on_elsewhere(string operation) =>
        AssertTrainingGoesOn(BreakingDevice.OutOfMemory(_device, operation), "can't allocate memory");

    [Theory]
    [InlineData(nameof(ITensorDevice.OpenScope))]
    [InlineData(nameof(ITensorDevice.Linear))]
    [InlineData(nameof(ITensorDevice.Backward))]
    [InlineData(nameof(ITensorDevice.Update))]
    public void A_training_whose_device_is_gone_says_what_was_first_and_goes_on_elsewhere(string operation) =>
        AssertTrainingGoesOn(BreakingDevice.Lost(_device, operation), $"unspecified launch failure at {operation};");

    [Fact]
    public void A_training_whose_device_can_not_give_back_goes_on_elsewhere() =>
        AssertTrainingGoesOn(BreakingDevice.Lost(_device, WatchedDevice.CloseScope), "unspecified launch failure at");

    [Theory]
    [InlineData(nameof(ITensorDevice.Concat))]
    [InlineData(nameof(ITensorDevice.Linear))]
    public void A_stream_without_memory_goes_on_by_the_managed_arithmetic(string operation) =>
        AssertStreamsGoOn(BreakingDevice.OutOfMemory(_device, operation), "can't allocate memory");

    [Theory]
    [InlineData(nameof(ITensorDevice.OpenScope))]
    [InlineData(nameof(ITensorDevice.Concat))]
    [InlineData(nameof(ITensorDevice.Linear))]
    public void A_stream_whose_device_is_gone_goes_on_by_the_managed_arithmetic(string operation) =>
        AssertStreamsGoOn(BreakingDevice.Lost(_device, operation), $"unspecified launch failure at {operation};");

    [Fact]
    public async Task A_run_whose_device_fails_classifies_every_event_as_if_nothing_had_been()
    {
        var expected = await AnswersAsync(TensorDevice.Managed, _ => { });
        foreach (var breaking in (BreakingDevice[])[BreakingDevice.OutOfMemory(_device, nameof(ITensorDevice.Concat)), BreakingDevice.Lost(_device, nameof(ITensorDevice.Linear))])
        {
            var answers = await AnswersAsync(breaking.Device, written =>
            {
                if (written > 50)
                    breaking.Break();
            });
            Assert.True(breaking.HasFailed);
            Assert.Equal(expected.Keys, answers.Keys);
            Assert.All(expected, pair => AssertNear(pair.Value, answers[pair.Key]));
        }
    }

    /// <summary>It fails in the third of four epochs; the two before are kept.</summary>
    private void AssertTrainingGoesOn(BreakingDevice breaking, string reason)
    {
        var checkpoint = Path.Combine(_folder, "checkpoint.safetensors");
        var whole = Run().Run(Path.Combine(_folder, "whole.safetensors"), resume: false, progress: null, CancellationToken.None, TimeProvider.System)!;

        var progress = new Reports(value =>
        {
            if (value.Finished?.Epoch == 2)
                breaking.Break();
        });
        var failure = Assert.Throws<WorkFailedException>(() => ComputingDevice.Use(breaking.Device, () =>
            Run().Run(checkpoint, resume: false, progress, CancellationToken.None, TimeProvider.System) is null ? 1 : 0));
        Assert.StartsWith("libtorch on cpu failed: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("; what was saved before is kept", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);

        var resumed = Run().Run(checkpoint, resume: true, progress: null, CancellationToken.None, TimeProvider.System)!;
        Assert.Equal(4, resumed.History.Count);
        foreach (var (expected, actual) in whole.History.Zip(resumed.History))
            Assert.Equal(expected.TrainingLoss, actual.TrainingLoss, 1e-4);
        foreach (var (name, expected) in whole.Weights.Tensors)
            AssertNear(expected.ToFloats(), resumed.Weights.Tensors[name].ToFloats());
    }

    /// <summary>It fails in the fourth call of six; the device then has nothing of it any more.</summary>
    private static void AssertStreamsGoOn(BreakingDevice breaking, string reason)
    {
        var package = Networks.Package(Networks.Architectures[0]);
        using var expected = new Streams(new CfCPlugin().LoadEventModel(package));
        LoadingTests.CollectWhatOtherTestsLeft();
        var tensors = torch.Tensor.TotalCount;
        using var use = TensorDevice.Use(breaking.Device);
        using var streams = new Streams(new CfCPlugin().LoadEventModel(package));
        for (var time = 0; time < 6; time++)
        {
            expected.Process(time);
            if (time == 3)
            {
                Assert.Null(streams.Model.Degraded);
                breaking.Break();
            }

            streams.Process(time);
            if (time >= 3)
                Assert.Equal(tensors, torch.Tensor.TotalCount);
            AssertNear(expected.Scores, streams.Scores);
            AssertNear(expected.States, streams.States);
        }

        Assert.Contains(reason, streams.Model.Degraded, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', streams.Model.Degraded!);
    }

    /// <summary>What a run says of each of 400 events of eight streams.</summary>
    private static async Task<SortedDictionary<string, float[]>> AnswersAsync(ITensorDevice device, Action<int> beforeWrite)
    {
        using var model = Load();
        var source = new ListSource([.. Enumerable.Range(0, 400).Select(i => ($"stream {i % 8}", (double)i, MathF.Sin(i)))]);
        var sink = new RecordingSink { BeforeWrite = beforeWrite };
        var report = await new Pipeline(source, model, [sink], new PipelineOptions { Workers = 1, MaxBatch = 4 }).RunAsync(CancellationToken.None);
        Assert.Equal(400, report.Counters.Classified);
        var answers = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var line in sink.Lines)
        {
            var words = line.Split(' ');
            answers.Add(string.Join(' ', words[..^2]), [.. words[^2..].Select(word => float.Parse(word, CultureInfo.InvariantCulture))]);
        }

        return answers;

        IEventModel Load()
        {
            using var use = TensorDevice.Use(device);
            return new CfCPlugin().LoadEventModel(Networks.Package(Networks.Architectures[0], "x"));
        }
    }

    private TrainingRun Run() => new(
        new TrainingPreset
        {
            Dataset = new EventLogDatasetOptions { Train = ["run-*.csv"] },
            Split = new SplitOptions { Validation = 0.25 },
            Model = new TrainedModelOptions { Name = "test", Plugin = "cfc" },
            Training = new TrainerOptions { Epochs = 4, BatchSize = 4 },
        },
        _folder,
        new CfCPlugin());

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4);
    }

    private sealed class Reports(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
