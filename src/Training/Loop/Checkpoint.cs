using System.Text.Json;
using System.Text.Json.Serialization;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Metrics;

namespace StreamHost.Training.Loop;

/// <summary>Writes a <see cref="TrainingState"/> to a safetensors file and reads it back to the bit. Written aside and renamed, so the last good one is never lost.</summary>
internal static class Checkpoint
{
    private const string Key = "training";

    public static void Write(string path, TrainingState state, IReadOnlyList<Parameter> parameters, string fingerprint)
    {
        var file = new TensorFile();
        file.Metadata["fingerprint"] = fingerprint;
        file.Metadata[Key] = JsonSerializer.Serialize(CheckpointRecord.Of(state), CheckpointJson.Default.CheckpointRecord);
        for (var i = 0; i < parameters.Count; i++)
        {
            file.Add($"weights.{parameters[i].Name}", Data(state.Weights[i]));
            file.Add($"best.{parameters[i].Name}", Data(state.Best[i]));
        }

        foreach (var (name, values) in state.Optimizer!.Values)
            file.Add($"optimizer.{name}", Data(values));
        var aside = path + ".new";
        SafetensorsWriter.Write(aside, file);
        File.Move(aside, path, overwrite: true);
    }

    /// <exception cref="InputException">There is none, or it belongs to another run.</exception>
    public static TrainingState Read(string path, IReadOnlyList<Parameter> parameters, string fingerprint)
    {
        var file = SafetensorsReader.Read(path);
        if (!file.Metadata.TryGetValue("fingerprint", out var found) || found != fingerprint)
        {
            throw new InputException(
                path, "it is a checkpoint of another preset or other data", "resume with the preset it was made with, or train anew without --resume");
        }

        var record = JsonSerializer.Deserialize(file.Metadata[Key], CheckpointJson.Default.CheckpointRecord)!;
        var optimizer = file.Tensors.Where(pair => pair.Key.StartsWith("optimizer.", StringComparison.Ordinal));
        var state = new TrainingState
        {
            Weights = [.. parameters.Select(parameter => file.Tensors[$"weights.{parameter.Name}"].ToFloats())],
            Best = [.. parameters.Select(parameter => file.Tensors[$"best.{parameter.Name}"].ToFloats())],
            Optimizer = new OptimizerState
            {
                Steps = record.Steps,
                LearningRate = record.LearningRate,
                Values = optimizer.ToDictionary(pair => pair.Key["optimizer.".Length..], pair => pair.Value.ToFloats()),
            },
        };
        record.CopyTo(state);
        return state;
    }

    private static TensorData Data(float[] values) => TensorData.FromFloats(values, values.Length);
}

/// <summary>The numbers of a <see cref="TrainingState"/> that are no tensors.</summary>
internal sealed record CheckpointRecord(
    int Epoch,
    int Batch,
    double LossSum,
    long Right,
    long Labelled,
    double Seconds,
    double LearningRate,
    double[] Schedule,
    List<EpochRecord> History,
    int BestEpoch,
    long Steps)
{
    public static CheckpointRecord Of(TrainingState state) => new(
        state.Epoch, state.Batch, state.LossSum, state.Right, state.Labelled, state.Seconds, state.LearningRate,
        state.Schedule, state.History, state.BestEpoch, state.Optimizer!.Steps);

    public void CopyTo(TrainingState state)
    {
        (state.Epoch, state.Batch, state.BestEpoch) = (Epoch, Batch, BestEpoch);
        (state.LossSum, state.Right, state.Labelled) = (LossSum, Right, Labelled);
        (state.Seconds, state.LearningRate, state.Schedule, state.History) = (Seconds, LearningRate, Schedule, History);
    }
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointRecord))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
