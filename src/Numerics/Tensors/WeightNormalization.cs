using System.Numerics.Tensors;

namespace StreamHost.Numerics.Tensors;

/// <summary>Weight normalisation (Salimans and Kingma, 2016): a weight as length times direction, a row at a time.</summary>
public static class WeightNormalization
{
    /// <summary>w = length * direction / |direction|; the derivative along the direction is exactly 0.</summary>
    /// <param name="direction">[outputs, inputs], no row 0.</param>
    /// <param name="length">[outputs].</param>
    /// <returns>[outputs, inputs].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor direction, Tensor length)
    {
        if (direction.Rank != 2 || !length.Shape.SequenceEqual([direction.Shape[0]]))
            throw new ArgumentException($"{length.Length} lengths do not fit directions of {direction.Rank} dimensions.", nameof(length));

        var (rows, columns) = (direction.Shape[0], direction.Shape[1]);
        var norms = new float[rows];
        for (var row = 0; row < rows; row++)
            norms[row] = (float)Math.Sqrt(Elements.SumOfSquares(direction.Values.Slice(row * columns, columns)));
        var weight = Tensor.Operation(direction.Shape, [direction, length], w =>
        {
            Span<float> unit = new float[columns];
            for (var row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> slope = w.Gradient.Slice(row * columns, columns);
                TensorPrimitives.Divide(direction.Values.Slice(row * columns, columns), norms[row], unit);
                var along = (float)Elements.Dot(slope, unit);
                length.Gradient[row] += along;

                // d direction = length / |direction| (slope - (slope . unit) unit)
                TensorPrimitives.MultiplyAdd(unit, -along, slope, unit);
                var target = direction.Gradient.Slice(row * columns, columns);
                TensorPrimitives.MultiplyAdd(unit, length.Values[row] / norms[row], target, target);
            }
        });
        for (var row = 0; row < rows; row++)
            TensorPrimitives.Multiply(direction.Values.Slice(row * columns, columns), length.Values[row] / norms[row], weight.Values.Slice(row * columns, columns));
        return weight;
    }
}
