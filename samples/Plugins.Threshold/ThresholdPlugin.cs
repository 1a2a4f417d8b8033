using System.Text.Json;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

public sealed class ThresholdPlugin : IPlugin, ITrainer
{
    public string Id => "threshold";
    public INetwork CreateNetwork(NetworkRequest request) => new ThresholdNetwork(request.Normalization, Zeros("threshold", request.Features.Count),
        Zeros("steepness", request.Features.Count), Zeros("weight", request.Labels.Count, request.Features.Count));
    public INetwork OpenNetwork(ModelPackage package) => Open(package);
    public IEventModel LoadEventModel(ModelPackage package) => new ThresholdModel(package.Identity, package.Manifest.Features, Open(package));
    private static Parameter Zeros(string name, params int[] shape) => new(name, new Tensor(shape) { RequiresGradient = true });
    private static ThresholdNetwork Open(ModelPackage package)
    {
        var (features, labels) = (package.Manifest.Features.Count, package.Manifest.Labels.Count);
        return new ThresholdNetwork(package.Manifest.Normalization, package.ReadParameter("threshold", features),
            package.ReadParameter("steepness", features), package.ReadParameter("weight", labels, features));
    }
}

// What is trained: scores = weight tanh(exp(steepness) (x - threshold)), where x is normalised, and 0 where it was not measured.
internal sealed record ThresholdNetwork(Normalization? Scale, Parameter Threshold, Parameter Steepness, Parameter Weight) : INetwork
{
    public JsonElement Architecture => JsonElement.Parse("{}");
    public IReadOnlyList<Parameter> Parameters => [Threshold, Steepness, Weight];
    public float Input(float value, int i) => float.IsFinite(value) ? (value - (Scale?.Mean[i] ?? 0)) / (Scale?.Scale[i] ?? 1) : 0;
    public Tensor Forward(SequenceBatch batch, RandomSource? dropout)
    {
        var features = Threshold.Tensor.Length;
        var x = batch.EveryEvent ? new Tensor(batch.Count, batch.Time, features) : new Tensor(batch.Count, features);
        for (var i = 0; i < x.Length; i++)
            x.Values[i] = Input(batch.Values[(batch.EventOf(i / features) * features) + (i % features)], i % features);
        return Tensor.Linear((Steepness.Tensor.Exp() * (x - Threshold.Tensor)).Tanh(), Weight.Tensor);
    }
}

// What runs: the same, an event at a time, without memory of a stream and without garbage.
internal sealed record ThresholdModel(ModelIdentity Identity, IReadOnlyList<string> Features, ThresholdNetwork Network) : IEventModel
{
    public int StateLength => 0;
    public ulong StateLayout => 0;
    public void Process(in EventBatch batch)
    {
        var (features, labels) = (Features.Count, Identity.Labels.Count);
        batch.Scores[..(batch.Count * labels)].Clear();
        for (var i = 0; i < batch.Count * features; i++)
        {
            var (row, f) = (i / features, i % features);
            var vote = MathF.Tanh(MathF.Exp(Network.Steepness.Tensor.Values[f]) * (Network.Input(batch.Values[i], f) - Network.Threshold.Tensor.Values[f]));
            for (var label = 0; label < labels; label++)
                batch.Scores[(row * labels) + label] += Network.Weight.Tensor.Values[(label * features) + f] * vote;
        }
    }
}
