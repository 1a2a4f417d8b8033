using System.Numerics.Tensors;
using StreamHost.Core;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Batches;
using StreamHost.Training.Datasets;
using StreamHost.Training.Metrics;
using StreamHost.Training.Networks;
using StreamHost.Training.Presets;
using Tensor = StreamHost.Numerics.Tensors.Tensor;

namespace StreamHost.Training.Loop;

/// <summary>
/// Trains a network. The same options, data and seed give the same weights to the bit, whether the run was interrupted
/// and resumed or not, and whatever the number of threads.
/// </summary>
internal sealed class Trainer
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    private readonly INetwork _network;
    private readonly Parameter[] _kept;
    private readonly TrainerOptions _options;
    private readonly TimeProvider _time;
    private readonly IBatches _batches;
    private readonly IReadOnlyList<Recording> _validation;
    private readonly int _features;
    private readonly IReadOnlyList<string> _labels;
    private readonly bool _judgesEvents;
    private readonly float[] _classWeights;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly string _checkpoint;
    private readonly string _fingerprint;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly TensorMemory _memory = TensorMemory.Create();
    private TrainingState _state;
    private long _start;
    private long _reported;

    public Trainer(
        INetwork network,
        TrainerOptions options,
        IReadOnlyList<Recording> training,
        IReadOnlyList<Recording> validation,
        Dataset data,
        string checkpoint,
        string fingerprint,
        IProgress<TrainingProgress>? progress,
        TimeProvider time)
    {
        _network = network;
        _kept = [.. network.Parameters, .. network.Buffers];
        _options = options;
        _time = time;
        _validation = validation;
        _features = data.Features.Count;
        _labels = data.Labels;
        _checkpoint = checkpoint;
        _fingerprint = fingerprint;
        _progress = progress;
        _batches = data.Scenes is not { } scenes
            ? new Batcher(training.SelectMany(Sequences), _features, options.BatchSize, EveryEvent, options.Settle)
            : new SceneBatches([.. training, .. scenes.Pieces], scenes, network.LabelStride, options.BatchSize);
        _judgesEvents = data.IsJudgedByEvent(options.Labels);
        _classWeights = options.ClassWeights == ClassWeighting.Balanced ? ClassWeights.Balance(training, _labels.Count, EveryEvent) : [];
        _optimizer = MakeOptimizer(options, network.Parameters);
        _schedule = options.Schedule.Make(options.LearningRate, options.Epochs);
        _state = new TrainingState { Weights = [], Best = Copy() };
    }

    private bool EveryEvent => _options.Labels == LabelledUnit.EveryEvent;

    /// <summary>
    /// Trains to the end, or until it is asked to stop; then a checkpoint lies where a later run can go on from. A device that trained gives everything back.
    /// </summary>
    /// <returns>The state at the end, the best weights in the network; null where it was stopped before.</returns>
    public TrainingState? Run(bool resume, CancellationToken stop)
    {
        var end = Train(resume, stop);
        _optimizer.GiveBack();
        foreach (var parameter in _kept)
            parameter.Tensor.GiveBack();
        return end;
    }

    private TrainingState? Train(bool resume, CancellationToken stop)
    {
        if (resume)
            Resume();
        _start = _time.GetTimestamp();
        for (; _state.Epoch < _options.Epochs && !IsOver(); _state.Epoch++)
        {
            if (!RunEpoch(stop))
                return null;
            Save();
        }

        Restore(_state.Best);
        return _state;
    }

    /// <summary>The seconds of training so far, those of the run that this one resumes included.</summary>
    public double Seconds => _state.Seconds + _time.GetElapsedTime(_start).TotalSeconds;

    private static Optimizer MakeOptimizer(TrainerOptions options, IReadOnlyList<Parameter> parameters) => options.Optimizer switch
    {
        OptimizerKind.AdamW => new AdamW(parameters, options.LearningRate, weightDecay: options.WeightDecay),
        OptimizerKind.RmsProp => new RmsProp(parameters, options.LearningRate, weightDecay: options.WeightDecay),
        OptimizerKind.Sgd => new Sgd(parameters, options.LearningRate, momentum: 0.9, weightDecay: options.WeightDecay),
        _ => new Adam(parameters, options.LearningRate, weightDecay: options.WeightDecay),
    };

    private IEnumerable<Sequence> Sequences(Recording recording)
    {
        if (_options.SequenceLength is not { } length || !EveryEvent)
            return [Sequence.Whole(recording)];
        return Sequence.Windows(recording, length, _options.SequenceStride ?? Math.Max(1, length / 2));
    }

    private bool RunEpoch(CancellationToken stop)
    {
        var begin = _time.GetTimestamp();
        if (stop.IsCancellationRequested)
            return SaveAndStop();
        if (_state.Batch == 0)
            BeginEpoch();
        _batches.Draw(Mix(_options.Seed, (ulong)_state.Epoch));
        do
        {
            Step(_batches.Fill(_state.Batch));
            Report(_batches.Count);
            _state.Batch++;
            if (_state.Batch < _batches.Count && stop.IsCancellationRequested)
                return SaveAndStop();
        }
        while (_state.Batch < _batches.Count && !IsOver());

        EndEpoch(_time.GetElapsedTime(begin).TotalSeconds);
        return true;
    }

    /// <summary>Never between the beginning of an epoch and its first batch: a resumed run would begin that epoch, and step its schedule, a second time.</summary>
    private bool SaveAndStop()
    {
        Save();
        return false;
    }

    private void BeginEpoch()
    {
        var previous = _state.History.Count > 0 ? _state.History[^1] : null;
        _state.LearningRate = _schedule.Next(_state.Epoch, previous?.ValidationLoss ?? previous?.TrainingLoss ?? double.NaN);
        (_state.LossSum, _state.Right, _state.Labelled) = (0, 0, 0);
    }

    private void Step(SequenceBatch batch)
    {
        using var scope = _memory.Open();
        _optimizer.LearningRate = _state.LearningRate;
        _optimizer.ClearGradients();
        var dropout = new RandomSource(Mix(_options.Seed ^ ((ulong)_state.Epoch << 32), (ulong)_state.Batch + 1));
        var scores = _network.Forward(batch, dropout);
        var labels = batch.Labels.AsSpan(0, batch.LabelCount);
        var loss = Losses.CrossEntropy(scores, labels, _classWeights);
        if ((_network as IPenalizedNetwork)?.Penalty is { } penalty)
            loss += penalty;
        loss.Backward();
        var norm = GradientClipping.ByNorm(_network.Parameters, _options.GradientClip ?? double.MaxValue);
        if (!float.IsFinite(loss.Values[0]) || !double.IsFinite(norm))
            throw Diverged(loss.Values[0], norm);

        _optimizer.Step();
        _network.ConstrainParameters();
        Count(scores, labels, loss.Values[0]);
    }

    private WorkFailedException Diverged(float loss, double norm) => new(
        $"training diverged in epoch {_state.Epoch + 1}, batch {_state.Batch + 1}: loss {loss}, gradient norm {norm}, learning rate {_state.LearningRate}; "
        + $"lower learningRate or set gradientClip{(_state.History.Count > 0 ? $"; the last whole epoch is kept in {_checkpoint}" : "")}");

    private void Count(Tensor scores, ReadOnlySpan<int> labels, float loss)
    {
        var labelled = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] < 0)
                continue;

            labelled++;
            ReadOnlySpan<float> logits = scores.Values.Slice(row * _labels.Count, _labels.Count);
            if (TensorPrimitives.IndexOfMax(logits) == labels[row])
                _state.Right++;
        }

        _state.LossSum += (double)loss * labelled;
        _state.Labelled += labelled;
    }

    private void EndEpoch(double seconds)
    {
        var validation = _validation.Count > 0
            ? Evaluator.Evaluate(_network, _validation, _features, _labels, _judgesEvents, _options.Settle)
            : null;
        var record = new EpochRecord(
            _state.Epoch + 1, _state.LearningRate, MeanLoss, MeanAccuracy, validation?.Loss, validation?.Accuracy, seconds);
        if (IsBest(record))
        {
            _state.BestEpoch = record.Epoch;
            _state.Best = Copy();
        }

        _state.History.Add(record);
        _state.Batch = 0;
        _progress?.Report(Progress(_batches.Count, record));
    }

    /// <summary>The higher validation accuracy, and at equal ones the lower loss; without a validation part, the later epoch.</summary>
    private bool IsBest(EpochRecord record)
    {
        if (_state.BestEpoch == 0 || record.ValidationAccuracy is null)
            return true;

        var best = _state.History[_state.BestEpoch - 1];
        return record.ValidationAccuracy > best.ValidationAccuracy
            || (record.ValidationAccuracy == best.ValidationAccuracy && !(record.ValidationLoss >= best.ValidationLoss));
    }

    private bool IsOver() =>
        (_options.Patience is { } patience && _validation.Count > 0 && _state.Epoch - _state.BestEpoch >= patience)
        || (_options.MaxMinutes is { } minutes && Seconds >= 60 * minutes);

    private void Report(int batches)
    {
        if (_progress is null || _time.GetElapsedTime(_reported) < ProgressInterval)
            return;

        _reported = _time.GetTimestamp();
        _progress.Report(Progress(batches, finished: null));
    }

    private TrainingProgress Progress(int batches, EpochRecord? finished)
    {
        var done = (_state.Epoch * (double)batches) + (finished is null ? _state.Batch + 1 : batches);
        var left = Seconds / done * ((_options.Epochs * (double)batches) - done);
        if (_options.MaxMinutes is { } minutes)
            left = Math.Min(left, Math.Max(0, (60 * minutes) - Seconds));
        return new TrainingProgress(
            _state.Epoch + 1, _options.Epochs, finished is null ? _state.Batch + 1 : batches, batches, MeanLoss, MeanAccuracy, TimeSpan.FromSeconds(left), finished);
    }

    private double MeanLoss => _state.Labelled > 0 ? _state.LossSum / _state.Labelled : 0;

    private double MeanAccuracy => _state.Labelled > 0 ? (double)_state.Right / _state.Labelled : 0;

    /// <summary>A checkpoint says where to go on: after a whole epoch, at the first batch of the next.</summary>
    private void Save()
    {
        var isWhole = _state.Batch == 0 && _state.History.Count == _state.Epoch + 1;
        var now = Seconds;
        (_state.Epoch, var epoch) = (_state.Epoch + (isWhole ? 1 : 0), _state.Epoch);
        (_state.Seconds, var before) = (now, _state.Seconds);
        _state.Weights = Copy();
        _state.Optimizer = _optimizer.SaveState();
        _state.Schedule = _schedule.SaveState();
        Checkpoint.Write(_checkpoint, _state, _kept, _fingerprint);
        (_state.Epoch, _state.Seconds) = (epoch, before);
    }

    private void Resume()
    {
        _state = Checkpoint.Read(_checkpoint, _kept, _fingerprint);
        Restore(_state.Weights);
        _optimizer.RestoreState(_state.Optimizer!);
        _schedule.RestoreState(_state.Schedule);
    }

    private float[][] Copy() => [.. _kept.Select(parameter => parameter.Tensor.Values.ToArray())];

    private void Restore(float[][] weights)
    {
        for (var i = 0; i < weights.Length; i++)
            weights[i].CopyTo(_kept[i].Tensor.Values);
    }

    /// <summary>A seed of its own for every pair of numbers.</summary>
    private static ulong Mix(ulong seed, ulong number) => new RandomSource(seed + (number * 0x9E3779B97F4A7C15)).NextBits();
}
