using System.Numerics.Tensors;
using StreamHost.Numerics.Tensors;
using Tensor = StreamHost.Numerics.Tensors.Tensor;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Weight normalisation.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor NormalizeWeight(Tensor direction, Tensor length)
    {
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
