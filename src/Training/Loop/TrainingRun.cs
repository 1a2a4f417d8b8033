using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Training.Batches;
using StreamHost.Training.Datasets;
using StreamHost.Training.Metrics;
using StreamHost.Training.Networks;
using StreamHost.Training.Presets;

namespace StreamHost.Training.Loop;

/// <summary>From a preset to a trained network and its figures: reads the data, splits it, trains, tests.</summary>
public sealed class TrainingRun
{
    private readonly TrainingPreset _preset;
    private readonly IReadOnlyList<Recording> _training;
    private readonly IReadOnlyList<Recording> _validation;
    private readonly Normalization? _normalization;
    private readonly INetwork _network;

    /// <summary>Reads the data and makes the network.</summary>
    /// <param name="preset">What to train.</param>
    /// <param name="folder">The folder that its relative paths start from.</param>
    /// <param name="trainer">The plugin that makes the network.</param>
    /// <exception cref="InputException">The data or the architecture is wrong.</exception>
    public TrainingRun(TrainingPreset preset, string folder, ITrainer trainer)
    {
        _preset = preset;
        Data = preset.Dataset.Read(folder);
        (_training, var validation) = Split(Data.Training, preset.Split);
        _validation = Data.Scenes is { } scenes ? [.. validation.Select(scenes.Judged)] : validation;
        CheckLabels();
        _normalization = preset.Model.Normalize ? NormalizationLearner.Learn(_training, Data.Features.Count) : null;
        _network = trainer.CreateNetwork(new NetworkRequest
        {
            Architecture = preset.Model.Architecture ?? JsonElement.Parse("{}"),
            Features = Data.Features,
            Labels = Data.Labels,
            Normalization = _normalization,
            TimeUnit = preset.Model.TimeUnit,
            SampleRate = Data.SampleRate,
            Seed = preset.Training.Seed,
        });
    }

    /// <summary>The data.</summary>
    public Dataset Data { get; }

    /// <summary>The network's parameters, counted by value.</summary>
    public long ParameterCount => _network.Parameters.Sum(parameter => (long)parameter.Tensor.Length);

    /// <summary>Recordings learnt from, and held back to choose the best epoch.</summary>
    public (int Training, int Validation) Recordings => (_training.Count, _validation.Count);

    /// <summary>Trains and tests. [one thread, once]</summary>
    /// <param name="checkpoint">The file that a later run can go on from; written after every epoch and at a stop.</param>
    /// <param name="resume">Whether to go on from it.</param>
    /// <param name="progress">Who is told how far it is; called on this thread.</param>
    /// <param name="stop">Asks to stop after the running batch.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The result, or null where it was stopped before the end.</returns>
    /// <exception cref="InputException">The checkpoint is not there, or is another run's.</exception>
    /// <exception cref="WorkFailedException">The loss is no longer a number.</exception>
    public TrainingResult? Run(string checkpoint, bool resume, IProgress<TrainingProgress>? progress, CancellationToken stop, TimeProvider time)
    {
        var options = _preset.Training;
        var trainer = new Trainer(
            _network, options, _training, _validation, Data, checkpoint, Fingerprint(), progress, time);
        if (trainer.Run(resume, stop) is not { } state)
            return null;

        return new TrainingResult
        {
            History = state.History,
            BestEpoch = state.BestEpoch,
            Seconds = trainer.Seconds,
            Validation = _validation.Count > 0 ? Evaluate(_validation) : null,
            Tests = Data.Test.ToDictionary(pair => pair.Key, pair => Evaluate(pair.Value)),
            Weights = _network.ExportWeights(),
        };
    }

    /// <summary>The manifest of the package that the trained weights become; the store gives version and hash.</summary>
    /// <param name="training">The record of the training.</param>
    public ModelManifest Manifest(JsonElement training) => new()
    {
        Name = _preset.Model.Name,
        Version = 0,
        Plugin = _preset.Model.Plugin,
        Architecture = _network.Architecture,
        Labels = Data.Labels,
        Features = Data.Features,
        Normalization = _normalization,
        TimeUnit = _preset.Model.TimeUnit,
        SampleRate = Data.SampleRate,
        Training = training,
        WeightsSha256 = "",
    };

    private Evaluation Evaluate(IReadOnlyList<Recording> recordings) => Evaluator.Evaluate(
        _network, recordings, Data.Features.Count, Data.Labels, Data.IsJudgedByEvent(_preset.Training.Labels), _preset.Training.Settle);

    private static (IReadOnlyList<Recording> Training, IReadOnlyList<Recording> Validation) Split(IReadOnlyList<Recording> all, SplitOptions options)
    {
        // What belongs together stays together: whole groups are drawn, and a recording without one is its own.
        int[][] groups = [.. all.Select((recording, i) => (Group: recording.Group ?? $"#{i}", Index: i))
            .GroupBy(item => item.Group, item => item.Index, StringComparer.Ordinal).Select(group => group.ToArray())];
        var held = (int)Math.Round(groups.Length * options.Validation);
        if (options.Validation > 0 && groups.Length > 0)
            held = Math.Clamp(held, Math.Min(1, groups.Length - 1), groups.Length - 1);
        var order = Enumerable.Range(0, groups.Length).ToArray();
        new RandomSource(options.Seed).Shuffle(order.AsSpan());
        var validation = order.Take(held).SelectMany(group => groups[group]).ToHashSet();
        return (
            [.. all.Where((_, i) => !validation.Contains(i))],
            [.. all.Where((_, i) => validation.Contains(i))]);
    }

    private void CheckLabels()
    {
        if (Data.Labels.Count < 2)
            throw new InputException("dataset", $"it has {Data.Labels.Count} labels", "a network tells at least two apart: label the recordings");
        if (_training.Count == 0)
            throw new InputException("dataset", "it holds no recording to learn from", "give at least one");
        if (_preset.Training is { SequenceStride: { } stride, SequenceLength: { } length } && stride > length)
            throw new InputException("training.sequenceStride", $"{stride} is more than the {length} events of a sequence, and would leave events out", $"use 1 to {length}");
        if (_preset.Training.Labels == LabelledUnit.EveryEvent)
        {
            if (!_training.Any(recording => recording.Labels.Any(label => label >= 0)))
                throw new InputException("dataset", "no event to learn from has a label", "label them in a column, or in NAME.labels.csv beside NAME.csv");
            return;
        }

        if (_training.FirstOrDefault(recording => recording.Label < 0) is { } without)
            throw new InputException(without.Name, "its last event has no label", "label it, or set training.labels to everyEvent");
    }

    /// <summary>
    /// What a checkpoint has to agree with: all of the preset but when to end, and the data's hashes. Under a cosine the
    /// number of epochs says what every step was, so it has to agree too.
    /// </summary>
    private string Fingerprint()
    {
        var training = _preset.Training;
        var epochs = training.Schedule.Type == ScheduleKind.Cosine ? training.Epochs : 1;
        var preset = _preset with { Training = training with { Epochs = epochs, MaxMinutes = null, Patience = null } };
        var text = new StringBuilder(JsonSerializer.Serialize(preset));
        foreach (var file in Data.Files)
            text.Append(file.Sha256);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
