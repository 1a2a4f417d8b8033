using System.Buffers;
using System.Numerics.Tensors;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// Normalisation layers as one operation: y = (x - mean) / sqrt(variance + epsilon) * scale + shift, with a scale and a shift
/// for each channel; the variance is the biased one.
/// </summary>
public static class Standardization
{
    /// <summary>Standardises by the mean and the variance of x itself.</summary>
    /// <param name="x">[batch, channels, positions..].</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="over">What shares a mean and a variance.</param>
    /// <param name="epsilon">Added to the variance, at least 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor scale, Tensor shift, StandardizedOver over, double epsilon) =>
        Apply(x, scale, shift, over, epsilon, out _, out _);

    /// <summary>The same, and says the means and variances: [batch, positions] by channels, [batch] by sample, [channels] by batch.</summary>
    public static Tensor Apply(
        Tensor x, Tensor scale, Tensor shift, StandardizedOver over, double epsilon, out float[] means, out float[] variances)
    {
        var sizes = Sizes.Of(x, scale, shift);
        var statistics = new Statistics(sizes, over);
        statistics.Measure(x.ValueArray, epsilon);
        (means, variances) = (statistics.Means, statistics.Variances);
        var y = Tensor.Operation(x.Shape, [x, scale, shift], y => statistics.AddGradients(x, scale, shift, y));
        statistics.Standardize(x.ValueArray, y.ValueArray);
        ScaleRows(sizes, y.ValueArray, scale.ValueArray, shift.ValueArray);
        return y;
    }

    private static void ScaleRows(Sizes sizes, float[] y, float[] scale, float[] shift) => Shards.Run(sizes.Rows, row =>
    {
        var channel = row % sizes.Channels;
        var values = y.AsSpan(row * sizes.Positions, sizes.Positions);
        TensorPrimitives.Multiply(values, scale[channel], values);
        TensorPrimitives.Add(values, shift[channel], values);
    });

    private readonly record struct Sizes(int Batch, int Channels, int Positions)
    {
        public int Rows => Batch * Channels;

        public static Sizes Of(Tensor x, Tensor scale, Tensor shift)
        {
            if (x.Rank < 2 || !scale.Shape.SequenceEqual([x.Shape[1]]) || !shift.Shape.SequenceEqual([x.Shape[1]]))
                throw new ArgumentException($"{x.Rank} dimensions with {scale.Length} scales and {shift.Length} shifts can't be standardised.", nameof(x));

            return new Sizes(x.Shape[0], x.Shape[1], x.Length / Math.Max(1, x.Shape[0] * x.Shape[1]));
        }
    }

    private delegate void RowAction(int row, Span<float> values);

    /// <summary>Means and deviations, and what needs them. A row is a channel of a sample; a set is what shares a mean.</summary>
    private sealed class Statistics
    {
        private readonly Sizes _sizes;
        private readonly StandardizedOver _over;
        private readonly int _setLength;
        private float[] _inverse = [];

        public Statistics(Sizes sizes, StandardizedOver over)
        {
            (_sizes, _over) = (sizes, over);
            (var sets, _setLength) = over switch
            {
                StandardizedOver.Channels => (sizes.Batch * sizes.Positions, sizes.Channels),
                StandardizedOver.Sample => (sizes.Batch, sizes.Channels * sizes.Positions),
                _ => (sizes.Channels, sizes.Batch * sizes.Positions),
            };
            (Means, Variances) = (new float[sets], new float[sets]);
        }

        public float[] Means { get; }

        public float[] Variances { get; }

        public void Measure(float[] x, double epsilon)
        {
            var sums = Sum((row, values) => x.AsSpan(row * _sizes.Positions, _sizes.Positions).CopyTo(values));
            for (var set = 0; set < Means.Length; set++)
                Means[set] = (float)(sums[set] / _setLength);
            var squares = Sum((row, deviations) =>
            {
                Center(row, x.AsSpan(row * _sizes.Positions, _sizes.Positions), deviations);
                TensorPrimitives.Multiply(deviations, deviations, deviations);
            });
            _inverse = new float[Means.Length];
            for (var set = 0; set < Means.Length; set++)
            {
                Variances[set] = (float)(squares[set] / _setLength);
                _inverse[set] = (float)(1 / Math.Sqrt((squares[set] / _setLength) + epsilon));
            }
        }

        public void Standardize(float[] x, float[] y) => Shards.Run(_sizes.Rows, row =>
        {
            var target = y.AsSpan(row * _sizes.Positions, _sizes.Positions);
            Center(row, x.AsSpan(row * _sizes.Positions, _sizes.Positions), target);
            Times(row, target, _inverse);
        });

        /// <summary>dx = (g - mean(g) - z mean(g z)) / deviation with g = dy scale and z = the standardised x.</summary>
        public void AddGradients(Tensor x, Tensor scale, Tensor shift, Tensor y)
        {
            var (length, dy, scales) = (_sizes.Positions, y.GradientArray, scale.ValueArray);
            var z = TensorMemory.Zeros(x.Length);
            Standardize(x.ValueArray, z);
            AddParameterGradients(z, dy, scale, shift);
            if (!x.RequiresGradient)
                return;

            void Scale(int row, Span<float> g) => TensorPrimitives.Multiply(dy.AsSpan(row * length, length), scales[row % _sizes.Channels], g);

            var means = Mean(Sum(Scale));
            var slopes = Mean(Sum((row, g) =>
            {
                Scale(row, g);
                TensorPrimitives.Multiply(g, z.AsSpan(row * length, length), g);
            }));
            var dx = x.GradientArray;
            Shards.Run(_sizes.Rows, row =>
            {
                // dx += inverse (g - means - slopes z), a piece at a time in the place of z.
                var rented = ArrayPool<float>.Shared.Rent(length);
                var g = rented.AsSpan(0, length);
                Scale(row, g);
                var along = z.AsSpan(row * length, length);
                Times(row, along, slopes);
                TensorPrimitives.Subtract(g, along, g);
                Subtract(row, g, means);
                Times(row, g, _inverse);
                var target = dx.AsSpan(row * length, length);
                TensorPrimitives.Add(target, g, target);
                ArrayPool<float>.Shared.Return(rented);
            });
        }

        private void AddParameterGradients(float[] z, float[] dy, Tensor scale, Tensor shift)
        {
            var length = _sizes.Positions;
            for (var row = 0; row < _sizes.Rows; row++)
            {
                var g = dy.AsSpan(row * length, length);
                if (scale.RequiresGradient)
                    scale.Gradient[row % _sizes.Channels] += (float)Elements.Dot(g, z.AsSpan(row * length, length));
                if (shift.RequiresGradient)
                    shift.Gradient[row % _sizes.Channels] += (float)Elements.Sum(g);
            }
        }

        private float[] Mean(double[] sums) => [.. sums.Select(sum => (float)(sum / _setLength))];

        /// <summary>The sums over each set of what is filled into a row, in double and in an order that does not change.</summary>
        private double[] Sum(RowAction fill)
        {
            var sums = new double[Means.Length];
            var rented = ArrayPool<float>.Shared.Rent(_sizes.Positions);
            var values = rented.AsSpan(0, _sizes.Positions);
            for (var row = 0; row < _sizes.Rows; row++)
            {
                fill(row, values);
                if (_over == StandardizedOver.Channels)
                    Elements.Add(values, sums.AsSpan(row / _sizes.Channels * _sizes.Positions, _sizes.Positions));
                else
                    sums[Set(row)] += Elements.Sum(values);
            }

            ArrayPool<float>.Shared.Return(rented);
            return sums;
        }

        private int Set(int row) => _over == StandardizedOver.Sample ? row / _sizes.Channels : row % _sizes.Channels;

        private ReadOnlySpan<float> Sets(int row, float[] values) => values.AsSpan(row / _sizes.Channels * _sizes.Positions, _sizes.Positions);

        private void Center(int row, ReadOnlySpan<float> x, Span<float> y)
        {
            x.CopyTo(y);
            Subtract(row, y, Means);
        }

        private void Subtract(int row, Span<float> y, float[] ofSets)
        {
            if (_over == StandardizedOver.Channels)
                TensorPrimitives.Subtract(y, Sets(row, ofSets), y);
            else
                TensorPrimitives.Subtract(y, ofSets[Set(row)], y);
        }

        private void Times(int row, Span<float> y, float[] ofSets)
        {
            if (_over == StandardizedOver.Channels)
                TensorPrimitives.Multiply(y, Sets(row, ofSets), y);
            else
                TensorPrimitives.Multiply(y, ofSets[Set(row)], y);
        }
    }
}
