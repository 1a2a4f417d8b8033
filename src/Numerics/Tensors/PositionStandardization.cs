using System.Buffers;
using System.Numerics.Tensors;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>Standardisation where the channels of each position share a mean: a sample is a shard of its own.</summary>
internal sealed class PositionStandardization : IStandardization
{
    private readonly StandardizedSizes _sizes;
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly float[] _inverse;

    public PositionStandardization(StandardizedSizes sizes, Tensor x, Tensor scale, Tensor shift, double epsilon)
    {
        (_sizes, _x, _scale, _shift) = (sizes, x, scale, shift);
        var sets = sizes.Batch * sizes.Positions;
        (Means, Variances, _inverse) = (new float[sets], new float[sets], new float[sets]);
        EachSample((sample, row, sums, _) =>
        {
            for (var c = 0; c < sizes.Channels; c++)
                Elements.Add(Row(x.ValueArray, sample, c), sums);
            Divide(sums, Sample(Means, sample));
            sums.Clear();
            for (var c = 0; c < sizes.Channels; c++)
            {
                TensorPrimitives.Subtract(Row(x.ValueArray, sample, c), Sample(Means, sample), row);
                TensorPrimitives.Multiply(row, row, row);
                Elements.Add(row, sums);
            }

            Divide(sums, Sample(Variances, sample));
            var inverse = Sample(_inverse, sample);
            for (var p = 0; p < inverse.Length; p++)
                inverse[p] = (float)(1 / Math.Sqrt((sums[p] / sizes.Channels) + epsilon));
        });
    }

    private delegate void SampleAction(int sample, Span<float> row, Span<double> sums, Span<double> otherSums);

    /// <inheritdoc/>
    public float[] Means { get; }

    /// <inheritdoc/>
    public float[] Variances { get; }

    /// <inheritdoc/>
    public void Fill(float[] y)
    {
        var x = _x.ValueArray;
        Shards.Run(_sizes.Batch, sample =>
        {
            for (var c = 0; c < _sizes.Channels; c++)
            {
                var to = Row(y, sample, c);
                Standardize(Row(x, sample, c), sample, to);
                TensorPrimitives.Multiply(to, _scale.Values[c], to);
                TensorPrimitives.Add(to, _shift.Values[c], to);
            }
        });
    }

    /// <inheritdoc/>
    public void AddGradients(float[] y, float[] dy)
    {
        var x = _x.ValueArray;
        var dx = _x.RequiresGradient ? _x.GradientArray : null;
        var (ofShift, ofScale) = (new double[_sizes.Rows], new double[_sizes.Rows]);
        EachSample((sample, row, means, slopes) =>
        {
            for (var c = 0; c < _sizes.Channels; c++)
            {
                var g = Row(dy, sample, c);
                Standardize(Row(x, sample, c), sample, row);
                ofShift[(sample * _sizes.Channels) + c] = Elements.Sum(g);
                ofScale[(sample * _sizes.Channels) + c] = Elements.Dot(g, row);
                double scale = _scale.Values[c] / (float)_sizes.Channels;
                for (var p = 0; p < row.Length; p++)
                {
                    means[p] += g[p] * scale;
                    slopes[p] += g[p] * scale * row[p];
                }
            }

            for (var c = 0; dx is not null && c < _sizes.Channels; c++)
            {
                Span<float> g = Row(dy, sample, c), to = Row(dx, sample, c), inverse = Sample(_inverse, sample);
                var scale = _scale.Values[c];
                Standardize(Row(x, sample, c), sample, row);
                for (var p = 0; p < row.Length; p++)
                    to[p] += (float)(((g[p] * scale) - means[p] - (row[p] * slopes[p])) * inverse[p]);
            }
        });
        for (var row = 0; row < _sizes.Rows; row++)
        {
            if (_scale.RequiresGradient)
                _scale.Gradient[row % _sizes.Channels] += (float)ofScale[row];
            if (_shift.RequiresGradient)
                _shift.Gradient[row % _sizes.Channels] += (float)ofShift[row];
        }
    }

    private Span<float> Row(float[] values, int sample, int channel) =>
        values.AsSpan(((sample * _sizes.Channels) + channel) * _sizes.Positions, _sizes.Positions);

    private Span<float> Sample(float[] values, int sample) => values.AsSpan(sample * _sizes.Positions, _sizes.Positions);

    private void Standardize(ReadOnlySpan<float> x, int sample, Span<float> z)
    {
        TensorPrimitives.Subtract(x, Sample(Means, sample), z);
        TensorPrimitives.Multiply(z, Sample(_inverse, sample), z);
    }

    private void Divide(ReadOnlySpan<double> sums, Span<float> means)
    {
        for (var p = 0; p < means.Length; p++)
            means[p] = (float)(sums[p] / _sizes.Channels);
    }

    /// <summary>Calls the body for each sample, with a row to work in and two rows of sums that are 0.</summary>
    private void EachSample(SampleAction body) => Shards.Run(_sizes.Batch, sample =>
    {
        var row = ArrayPool<float>.Shared.Rent(_sizes.Positions);
        var sums = ArrayPool<double>.Shared.Rent(2 * _sizes.Positions);
        sums.AsSpan().Clear();
        body(sample, row.AsSpan(0, _sizes.Positions), sums.AsSpan(0, _sizes.Positions), sums.AsSpan(_sizes.Positions, _sizes.Positions));
        ArrayPool<float>.Shared.Return(row);
        ArrayPool<double>.Shared.Return(sums);
    });
}
