using System.Globalization;
using StreamHost.Core;
using StreamHost.Core.Packages;
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
                string.Create(CultureInfo.InvariantCulture, $"{i},{label + random.NextDouble():F4},{random.NextDouble():F4},{(label == 0 ? "no" : "yes")}"));
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
        Assert.True(result.History[^1].TrainingLoss < 0.5 * result.History[0].TrainingLoss);
        Assert.Equal(1, result.Validation!.Accuracy);
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, ScheduleKind.Constant, 1)]
    [InlineData(OptimizerKind.AdamW, ScheduleKind.Cosine, 4)]
    [InlineData(OptimizerKind.RmsProp, ScheduleKind.Step, 6)]
    [InlineData(OptimizerKind.Sgd, ScheduleKind.Plateau, 7)]
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
        Assert.Null(new TrainingRun(Preset(options), _folder, interrupted).Run(CheckpointPath, false, null, stop.Token, TimeProvider.System));
        Assert.Equal(whole, Train(options, resume: true));
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused()
    {
        Train(new TrainerOptions { Epochs = 1 });
        var exception = Assert.Throws<InputException>(() => Train(new TrainerOptions { Epochs = 1, BatchSize = 7 }, resume: true));
        Assert.Contains("it is a checkpoint of another preset or other data", exception.Message, StringComparison.Ordinal);
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
    public void A_manifest_says_what_the_network_needs()
    {
        var run = new TrainingRun(Preset(new TrainerOptions()), _folder, new LinearTrainer());
        var manifest = run.Manifest(run.Data.Features.Count > 0 ? System.Text.Json.JsonElement.Parse("{}") : default);
        Assert.Equal(["a", "b"], manifest.Features);
        Assert.Equal(["no", "yes"], manifest.Labels);
        Assert.Equal(2, manifest.Normalization!.Mean.Count);
    }

    private byte[] Train(TrainerOptions options, bool resume = false)
    {
        var result = new TrainingRun(Preset(options), _folder, new LinearTrainer())
            .Run(CheckpointPath, resume, null, CancellationToken.None, TimeProvider.System)!;
        return SafetensorsWriter.ToBytes(result.Weights);
    }

    private static TrainingPreset Preset(TrainerOptions options) => new()
    {
        Dataset = new EventLogDatasetOptions { Train = ["run-*.csv"] },
        Split = new SplitOptions { Validation = 0.25 },
        Model = new TrainedModelOptions { Name = "test" },
        Training = options,
    };

    private sealed class Reports(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
