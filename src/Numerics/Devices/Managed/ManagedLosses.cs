using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>What training makes small.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor logits, int[] labels, float[] weights)
    {
        var total = 0.0;
        var loss = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            if (weights[row] > 0)
            {
                var x = Row(logits.ValueArray, row, labels.Length);
                total += weights[row];
                loss += weights[row] * (LogSumExp(x) - x[labels[row]]);
            }
        }

        var result = Tensor.Operation([], [logits], y => AddCrossEntropyGradient(logits, labels, weights, y.Gradient[0] / total));
        result.Values[0] = total > 0 ? (float)(loss / total) : 0;
        return result;
    }

    /// <summary>dx[i] = w[label] (softmax(x)[i] - [i is label]) scale.</summary>
    private static void AddCrossEntropyGradient(Tensor logits, int[] labels, float[] weights, double scale)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            if (weights[row] > 0)
            {
                var x = Row(logits.ValueArray, row, labels.Length);
                var gradient = Row(logits.Gradient, row, labels.Length);
                var logSum = LogSumExp(x);
                for (var i = 0; i < x.Length; i++)
                {
                    gradient[i] += (float)(weights[row] * scale * (Math.Exp(x[i] - logSum) - (i == labels[row] ? 1 : 0)));
                }
            }
        }
    }

    private static Span<float> Row(Span<float> values, int row, int rows) => values.Slice(row * (values.Length / rows), values.Length / rows);
}
