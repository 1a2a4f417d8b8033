using System.Text.Json;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Datasets;
using StreamHost.Training.Metrics;
using StreamHost.Training.Networks;

namespace StreamHost.Torch.Tests;

/// <summary>Weights are brought to the device once for an evaluation, however many batches it has.</summary>
public sealed class EvaluatingTests
{
    private readonly ITensorDevice _device = new TorchDeviceProvider().Open("cpu");

    [Fact]
    public void Weights_stay_on_the_device_from_batch_to_batch_and_no_longer()
    {
        using var use = TensorDevice.Use(_device);
        var network = new WatchedNetwork(Networks.Create(Networks.Architectures[0]), _device);
        Evaluate(network);
        Assert.True(network.Batches > 1);
        Assert.Equal(network.Parameters.Count, network.Seen.Count);
        Assert.All(network.Seen, values => Assert.False(values.IsHeld));
    }

    [Fact]
    public void What_training_has_there_is_left_there()
    {
        using var use = TensorDevice.Use(_device);
        var network = new WatchedNetwork(Networks.Create(Networks.Architectures[0]), _device);
        _ = network.Forward(Networks.Batch(), dropout: null);
        Evaluate(network);
        Assert.Equal(network.Parameters.Count, network.Seen.Count);
        Assert.All(network.Seen, values => Assert.True(values.IsHeld));
    }

    private static void Evaluate(INetwork network)
    {
        var recordings = Enumerable.Range(0, 300).Select(i => new Recording { Name = $"{i}", Times = [0, 1], Values = [i, 0, 1, i], Labels = [i % 3] });
        Evaluator.Evaluate(network, recordings, features: 2, ["idle", "busy", "away"], everyEvent: false, settle: 0);
    }

    /// <summary>Looks where its parameters lie after each batch.</summary>
    private sealed class WatchedNetwork(INetwork inner, ITensorDevice device) : INetwork
    {
        public int Batches { get; private set; }

        /// <summary>What the device held of parameters, over all batches.</summary>
        public HashSet<IDeviceValues> Seen { get; } = [];

        public JsonElement Architecture => inner.Architecture;

        public IReadOnlyList<Parameter> Parameters => inner.Parameters;

        public Tensor Forward(SequenceBatch batch, RandomSource? dropout)
        {
            Batches++;
            var scores = inner.Forward(batch, dropout);
            Seen.UnionWith(Parameters.Select(parameter => parameter.Tensor.HeldBy(device)));
            return scores;
        }
    }
}
