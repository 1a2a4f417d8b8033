using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>What training makes small: scalars, with gradients.</summary>
public static class Losses
{
    /// <summary>
    /// The mean over all labelled rows of -log softmax(logits)[label], weighted by the label's class:
    /// sum of w[label] loss over sum of w[label], as PyTorch's. With no labelled row, or none of a weight above 0, it is
    /// 0 and its gradient too, so that a batch of nothing teaches nothing.
    /// </summary>
    /// <param name="logits">[rows.., classes], scores before softmax.</param>
    /// <param name="labels">[rows..]: the index of the right class, or -1 for a row that has no part in the loss.</param>
    /// <param name="classWeights">[classes], at least 0; empty for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a label is neither -1 nor a class.</exception>
    public static Tensor CrossEntropy(Tensor logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights = default)
    {
        var weights = Weights(logits, labels, classWeights);
        return TensorDevice.Current.CrossEntropy(logits, labels.ToArray(), weights);
    }

    /// <summary>The mean of (a - b)^2; NaN if there are no elements.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor MeanSquaredError(Tensor a, Tensor b) => a.Shape.SequenceEqual(b.Shape)
        ? (a - b).Square().Mean()
        : throw new ArgumentException($"[{string.Join(", ", a.Shape.ToArray())}] is compared to [{string.Join(", ", b.Shape.ToArray())}].", nameof(b));

    /// <summary>What each row counts; 0 where it has no label.</summary>
    private static float[] Weights(Tensor logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights)
    {
        var classes = logits.Rank > 0 ? logits.Shape[^1] : 0;
        if (logits.Rank == 0 || Tensor.Product(logits.Shape[..^1]) != labels.Length || (classWeights.Length > 0 && classWeights.Length != classes))
        {
            throw new ArgumentException(
                $"{labels.Length} labels and {classWeights.Length} weights do not belong to logits [{string.Join(", ", logits.Shape.ToArray())}].",
                nameof(labels));
        }

        var weights = new float[labels.Length];
        for (var row = 0; row < weights.Length; row++)
        {
            var label = labels[row];
            if (label < -1 || label >= classes)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"Row {row} has a label outside of -1 to {classes - 1}.");
            }

            weights[row] = label < 0 ? 0 : classWeights.Length > 0 ? classWeights[label] : 1;
        }

        return weights;
    }
}
