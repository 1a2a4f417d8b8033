using System.Numerics.Tensors;
using StreamHost.Core.Signals;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Batches;
using StreamHost.Training.Datasets;
using StreamHost.Training.Networks;
using Tensor = StreamHost.Numerics.Tensors.Tensor;

namespace StreamHost.Training.Metrics;

/// <summary>Runs a network over recordings, from beginning to end and without gradients, and counts what it says.</summary>
public static class Evaluator
{
    private const int BatchSize = 128;

    /// <summary>Events of a batch, padding included: whole recordings may be long, and all of a batch lies in memory.</summary>
    private const int MostEvents = 1 << 16;

    /// <summary>Evaluates. [the thread that owns the network]</summary>
    /// <param name="network">The network.</param>
    /// <param name="recordings">What to run it on.</param>
    /// <param name="features">Values an event.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="everyEvent">Whether every event has a label, or each recording.</param>
    /// <param name="settle">Seconds after a change of label that don't count.</param>
    public static Evaluation Evaluate(
        INetwork network, IEnumerable<Recording> recordings, int features, IReadOnlyList<string> labels, bool everyEvent, double settle)
    {
        SetGradients(network, false);
        try
        {
            var sequences = recordings.Select(Sequence.Whole).OrderBy(sequence => sequence.Count);
            var batcher = new Batcher(sequences, features, BatchSize, everyEvent, settle);
            var count = new Tally(labels, everyEvent);
            var memory = TensorMemory.Create();
            using var weights = new KeptTensors([.. network.Parameters.Concat(network.Buffers).Select(parameter => parameter.Tensor)]);
            foreach (var sequencesOfBatch in batcher.InOrder(MostEvents))
            {
                using var scope = memory.Open();
                var batch = batcher.Fill(sequencesOfBatch);
                count.Add(batch, sequencesOfBatch, network.Forward(batch, dropout: null));
                weights.Keep();
            }

            return count.Finish();
        }
        finally
        {
            SetGradients(network, true);
        }
    }

    private static void SetGradients(INetwork network, bool required)
    {
        foreach (var parameter in network.Parameters)
            parameter.Tensor.RequiresGradient = required;
    }

    /// <summary>What was counted so far.</summary>
    private sealed class Tally(IReadOnlyList<string> labels, bool everyEvent)
    {
        private readonly ConfusionMatrix _events = new(labels);
        private readonly ConfusionMatrix? _seconds = everyEvent ? new ConfusionMatrix(labels) : null;
        private double _loss;

        public void Add(SequenceBatch batch, ReadOnlySpan<Sequence> sequences, Tensor scores)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (!batch.EveryEvent)
                {
                    Judge(scores, i, batch.Labels[i], seconds: 0);
                    continue;
                }

                for (var t = 0; t < batch.Lengths[i]; t++)
                    Judge(scores, (i * batch.Time) + t, batch.Labels[(i * batch.Time) + t], SecondsUntilNext(sequences[i], t));
            }
        }

        public Evaluation Finish() => new(_events.Total > 0 ? _loss / _events.Total : 0, _events, _seconds);

        private void Judge(Tensor scores, int row, int label, double seconds)
        {
            if (label < 0)
                return;

            ReadOnlySpan<float> logits = scores.Values.Slice(row * labels.Count, labels.Count);
            var predicted = TensorPrimitives.IndexOfMax(logits);
            _loss += LogSumExp(logits) - logits[label];
            _events.Add(label, predicted);
            _seconds?.Add(label, predicted, seconds);
        }

        private static double SecondsUntilNext(Sequence sequence, int index)
        {
            var next = sequence.Start + index + 1;
            var times = sequence.Recording.Times;
            return next < times.Length ? (times[next] - times[next - 1]) / (double)UnixTime.Second : 0;
        }

        private static double LogSumExp(ReadOnlySpan<float> logits)
        {
            double largest = TensorPrimitives.Max(logits);
            var sum = 0.0;
            foreach (var logit in logits)
                sum += Math.Exp(logit - largest);
            return largest + Math.Log(sum);
        }
    }
}
