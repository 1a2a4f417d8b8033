using System.Text.Json;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

namespace StreamHost.Training.Tests.Loop;

/// <summary>The smallest network that can be trained: a linear layer on each event's values, with dropout, the last event speaking for all.</summary>
internal sealed class LinearTrainer : ITrainer
{
    /// <summary>Multiplies the scores, to make a loss that is no number.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Called before every forward pass with gradients.</summary>
    public Action? OnStep { get; init; }

    public INetwork CreateNetwork(NetworkRequest request) => new Linear(request, this);

    public INetwork OpenNetwork(ModelPackage package) => throw new NotSupportedException();

    private sealed class Linear : INetwork
    {
        private readonly LinearTrainer _trainer;
        private readonly int _features;
        private readonly Tensor _weight;
        private readonly Tensor _bias;

        public Linear(NetworkRequest request, LinearTrainer trainer)
        {
            _trainer = trainer;
            _features = request.Features.Count;
            var random = new RandomSource(request.Seed);
            _weight = new Tensor(request.Labels.Count, _features) { RequiresGradient = true };
            _bias = new Tensor(request.Labels.Count) { RequiresGradient = true };
            foreach (ref var value in _weight.Values)
                value = random.NextFloat(-0.1f, 0.1f);
            Parameters = [new Parameter("weight", _weight), new Parameter("bias", _bias)];
        }

        public JsonElement Architecture => JsonElement.Parse("{}");

        public IReadOnlyList<Parameter> Parameters { get; }

        public Tensor Forward(SequenceBatch batch, RandomSource? dropout)
        {
            if (dropout is not null)
                _trainer.OnStep?.Invoke();
            var rows = batch.EveryEvent ? batch.Count * batch.Time : batch.Count;
            var x = new float[rows * _features];
            for (var row = 0; row < rows; row++)
            {
                var from = batch.EveryEvent ? row : (row * batch.Time) + batch.Lengths[row] - 1;
                batch.Values.AsSpan(from * _features, _features).CopyTo(x.AsSpan(row * _features));
            }

            var scores = Tensor.Linear(Tensor.FromValues(x, rows, _features).Dropout(0.1f, dropout), _weight, _bias) * _trainer.Scale;
            return batch.EveryEvent ? scores.Reshape(batch.Count, batch.Time, -1) : scores;
        }

        public void ConstrainParameters()
        {
        }

        public TensorFile ExportWeights()
        {
            var file = new TensorFile();
            file.Add("weight", TensorData.FromFloats(_weight.Values, _weight.Length));
            return file;
        }
    }
}
