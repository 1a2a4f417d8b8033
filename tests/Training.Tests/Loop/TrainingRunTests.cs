using System.Globalization;
using StreamHost.Core;
using StreamHost.Training.Datasets;
using StreamHost.Training.Loop;
using StreamHost.Training.Presets;

namespace StreamHost.Training.Tests.Loop;

public sealed class TrainingRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public TrainingRunTests()
    {
        var random = new Random(1);
        for (var file = 0; file < 12; file++)
        {
            var label = file % 2;
            var rows = Enumerable.Range(0, 20 + file).Select(i =>
                string.Create(CultureInfo.InvariantCulture, $"{i},{(2 * label) + random.NextDouble():F4},{random.NextDouble():F4},{(label == 0 ? "no" : "yes")}"));
            File.WriteAllLines(Path.Combine(_folder, $"run-{file}.csv"), rows.Prepend("time,a,b,label"));
        }
    }

    private string CheckpointPath => Path.Combine(_folder, "checkpoint.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        var options = new TrainerOptions { Epochs = 3, BatchSize = 4 };
        Assert.Equal(Train(options), Train(options));
        Assert.NotEqual(Train(options), Train(options with { Seed = 2 }));
    }

    [Fact]
    public void What_can_be_learnt_is_learnt()
    {
        var result = new TrainingRun(Preset(new TrainerOptions { Epochs = 300, BatchSize = 4, LearningRate = 0.05 }), _folder, new LinearTrainer())
            .Run(CheckpointPath, resume: false, progress: null, CancellationToken.None, TimeProvider.System)!;
        Assert.True(result.History[^1].ValidationLoss < 0.5 * result.History[0].ValidationLoss);
        Assert.Equal(1, result.Validation!.Accuracy);
    }

    public static TheoryData<OptimizerKind, ScheduleKind, int> Interruptions()
    {
        var data = new TheoryData<OptimizerKind, ScheduleKind, int>();
        foreach (var optimizer in Enum.GetValues<OptimizerKind>())
        {
            foreach (var schedule in Enum.GetValues<ScheduleKind>())
            {
                foreach (var steps in new[] { 1, 4, 6, 7 })
                    data.Add(optimizer, schedule, steps);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void A_run_that_was_interrupted_goes_on_to_the_same_weights_to_the_bit(OptimizerKind optimizer, ScheduleKind schedule, int steps)
    {
        var options = new TrainerOptions
        {
            Epochs = 4,
            BatchSize = 4,
            Optimizer = optimizer,
            Schedule = new ScheduleOptions { Type = schedule, Epochs = 1, Factor = 0.5 },
            WeightDecay = 0.01,
        };
        var whole = Train(options);

        using var stop = new CancellationTokenSource();
        var done = 0;
        var interrupted = new LinearTrainer { OnStep = () => { if (++done == steps) stop.Cancel(); } };
        Assert.Null(new TrainingRun(Preset(options), _folder, interrupted).Run(CheckpointPath, false, null, stop.Token, new Clock()));
        Assert.Equal(whole, Train(options, resume: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_run_that_was_interrupted_between_two_epochs_goes_on_to_the_same_weights_to_the_bit(int epoch)
    {
        // With so large steps the loss rises and falls, and the schedule counts its bad epochs.
        var options = new TrainerOptions
        {
            Epochs = 8,
            BatchSize = 4,
            Optimizer = OptimizerKind.Sgd,
            LearningRate = 10,
            Schedule = new ScheduleOptions { Type = ScheduleKind.Plateau, Epochs = 1, Factor = 0.7 },
        };
        var whole = Train(options);

        using var stop = new CancellationTokenSource();
        var progress = new Reports(value => { if (value.Finished?.Epoch == epoch) stop.Cancel(); });
        Assert.Null(new TrainingRun(Preset(options), _folder, new LinearTrainer()).Run(CheckpointPath, false, progress, stop.Token, new Clock()));
        Assert.Equal(whole, Train(options, resume: true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(6)]
    public void A_run_out_of_minutes_ends_after_the_running_batch_and_is_judged_by_it(int steps)
    {
        var clock = new Clock();
        var done = 0;
        var trainer = new LinearTrainer { OnStep = () => { if (++done > steps) clock.Minutes = 2; } };
        var result = new TrainingRun(Preset(new TrainerOptions { BatchSize = 4, MaxMinutes = 1 }), _folder, trainer)
            .Run(CheckpointPath, false, null, CancellationToken.None, clock)!;
        Assert.Equal(steps + 1, done);
        Assert.Equal(1 + (steps / 3), result.History.Count);
        Assert.All(result.History, epoch => Assert.True(epoch.TrainingLoss > 0));
        Assert.NotNull(result.Validation);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused()
    {
        Train(new TrainerOptions { Epochs = 1 });
        var exception = Assert.Throws<InputException>(() => Train(new TrainerOptions { Epochs = 1, BatchSize = 7 }, resume: true));
        Assert.Contains("it is a checkpoint of another preset or other data", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScheduleKind.Constant, true)]
    [InlineData(ScheduleKind.Plateau, true)]
    [InlineData(ScheduleKind.Cosine, false)]
    public void More_epochs_are_the_same_run_unless_its_steps_depend_on_them(ScheduleKind schedule, bool isSame)
    {
        var options = new TrainerOptions { Epochs = 2, Schedule = new ScheduleOptions { Type = schedule } };
        var whole = Train(options with { Epochs = 4 });
        Train(options);
        if (isSame)
            Assert.Equal(whole, Train(options with { Epochs = 4 }, resume: true));
        else
            Assert.Throws<InputException>(() => Train(options with { Epochs = 4 }, resume: true));
    }

    [Fact]
    public void A_stride_that_would_leave_events_out_is_refused()
    {
        var exception = Assert.Throws<InputException>(() => Train(new TrainerOptions { Labels = LabelledUnit.EveryEvent, SequenceLength = 4, SequenceStride = 5 }));
        Assert.StartsWith("training.sequenceStride: 5 is more than the 4 events of a sequence", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_is_not_there_or_torn_is_one_line()
    {
        Assert.Throws<InputException>(() => Train(new TrainerOptions(), resume: true));
        Train(new TrainerOptions { Epochs = 1 });
        File.WriteAllBytes(CheckpointPath, File.ReadAllBytes(CheckpointPath)[..^10]);
        Assert.Throws<InputException>(() => Train(new TrainerOptions { Epochs = 1 }, resume: true));
    }

    [Fact]
    public void A_loss_that_is_no_number_names_batch_and_learning_rate()
    {
        var run = new TrainingRun(Preset(new TrainerOptions { Epochs = 1, LearningRate = 0.25 }), _folder, new LinearTrainer { Scale = float.NaN });
        var exception = Assert.Throws<WorkFailedException>(() => run.Run(CheckpointPath, false, null, CancellationToken.None, TimeProvider.System));
        Assert.StartsWith("training diverged in epoch 1, batch 1: loss NaN", exception.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate 0.25", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_progress_training_ends_and_the_best_epoch_is_kept()
    {
        var result = new TrainingRun(Preset(new TrainerOptions { Epochs = 500, LearningRate = 1e-12, Patience = 3 }), _folder, new LinearTrainer())
            .Run(CheckpointPath, false, null, CancellationToken.None, TimeProvider.System)!;
        Assert.True(result.History.Count < 500);
        Assert.Equal(result.History.Count, result.BestEpoch + 3);
    }

    [Fact]
    public void Every_epoch_leaves_a_checkpoint_and_a_report()
    {
        var epochs = new List<int>();
        var progress = new Reports(value => epochs.Add(value.Finished?.Epoch ?? 0));
        new TrainingRun(Preset(new TrainerOptions { Epochs = 3 }), _folder, new LinearTrainer()).Run(CheckpointPath, false, progress, CancellationToken.None, TimeProvider.System);
        Assert.Equal([1, 2, 3], epochs.Where(epoch => epoch > 0));
        Assert.True(File.Exists(CheckpointPath));
    }

    [Fact]
    public void Events_without_any_label_are_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "bare.csv"), "time,a,b\n1,2,3\n2,3,4\n");
        var preset = Preset(new TrainerOptions { Labels = LabelledUnit.EveryEvent }) with
        {
            Dataset = new EventLogDatasetOptions { Train = ["bare.csv"], Labels = ["no", "yes"] },
        };
        var exception = Assert.Throws<InputException>(() => new TrainingRun(preset, _folder, new LinearTrainer()));
        Assert.StartsWith("dataset: no event to learn from has a label", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_says_what_the_network_needs()
    {
        var run = new TrainingRun(Preset(new TrainerOptions()), _folder, new LinearTrainer());
        var manifest = run.Manifest(run.Data.Features.Count > 0 ? System.Text.Json.JsonElement.Parse("{}") : default);
        Assert.Equal(["a", "b"], manifest.Features);
        Assert.Equal(["no", "yes"], manifest.Labels);
        Assert.Equal(2, manifest.Normalization!.Mean.Count);
    }

    /// <summary>The last checkpoint: the weights at the end, the best ones, and all that led to them.</summary>
    private byte[] Train(TrainerOptions options, bool resume = false)
    {
        Assert.NotNull(new TrainingRun(Preset(options), _folder, new LinearTrainer()).Run(CheckpointPath, resume, null, CancellationToken.None, new Clock()));
        return File.ReadAllBytes(CheckpointPath);
    }

    private static TrainingPreset Preset(TrainerOptions options) => new()
    {
        Dataset = new EventLogDatasetOptions { Train = ["run-*.csv"] },
        Split = new SplitOptions { Validation = 0.25 },
        Model = new TrainedModelOptions { Name = "test" },
        Training = options,
    };

    /// <summary>A clock that stands still until it is set.</summary>
    private sealed class Clock : TimeProvider
    {
        public long Minutes { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Minutes * 60;
    }

    private sealed class Reports(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
