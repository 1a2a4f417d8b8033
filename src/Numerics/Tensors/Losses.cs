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
        var rows = Rows(logits, labels, classWeights);
        var total = 0.0;
        var loss = 0.0;
        for (var row = 0; row < rows.Length; row++)
        {
            var (label, weight) = rows[row];
            if (weight > 0)
            {
                var x = Row(logits.Values, row, rows.Length);
                total += weight;
                loss += weight * (Tensor.LogSumExp(x) - x[label]);
            }
        }

        var result = Tensor.Operation([], [logits], y => AddGradient(logits, rows, y.Gradient[0] / total));
        result.Values[0] = total > 0 ? (float)(loss / total) : 0;
        return result;
    }

    /// <summary>The mean of (a - b)^2; NaN if there are no elements.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor MeanSquaredError(Tensor a, Tensor b) => a.Shape.SequenceEqual(b.Shape)
        ? (a - b).Square().Mean()
        : throw new ArgumentException($"[{string.Join(", ", a.Shape.ToArray())}] is compared to [{string.Join(", ", b.Shape.ToArray())}].", nameof(b));

    /// <summary>Every row's label and weight; a row without a label weighs 0.</summary>
    private static (int Label, float Weight)[] Rows(Tensor logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights)
    {
        var classes = logits.Rank > 0 ? logits.Shape[^1] : 0;
        if ((long)classes * labels.Length != logits.Length || (classWeights.Length > 0 && classWeights.Length != classes))
        {
            throw new ArgumentException(
                $"{labels.Length} labels and {classWeights.Length} weights do not belong to logits [{string.Join(", ", logits.Shape.ToArray())}].",
                nameof(labels));
        }

        var rows = new (int, float)[labels.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            var label = labels[row];
            if (label < -1 || label >= classes)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"Row {row} has a label outside of -1 to {classes - 1}.");
            }

            rows[row] = (label, label < 0 ? 0 : classWeights.Length > 0 ? classWeights[label] : 1);
        }

        return rows;
    }

    /// <summary>dx[i] = w[label] (softmax(x)[i] - [i is label]) scale.</summary>
    private static void AddGradient(Tensor logits, (int Label, float Weight)[] rows, double scale)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            var (label, weight) = rows[row];
            if (weight > 0)
            {
                var x = Row(logits.Values, row, rows.Length);
                var gradient = Row(logits.Gradient, row, rows.Length);
                var logSum = Tensor.LogSumExp(x);
                for (var i = 0; i < x.Length; i++)
                {
                    gradient[i] += (float)(weight * scale * (Math.Exp(x[i] - logSum) - (i == label ? 1 : 0)));
                }
            }
        }
    }

    private static Span<float> Row(Span<float> values, int row, int rows) => values.Slice(row * (values.Length / rows), values.Length / rows);
}
