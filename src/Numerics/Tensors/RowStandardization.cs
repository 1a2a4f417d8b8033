using System.Numerics;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>Standardisation where what shares a mean is whole rows: those of a sample, or those of a channel.</summary>
internal sealed class RowStandardization : IStandardization
{
    private readonly StandardizedSizes _sizes;
    private readonly StandardizedOver _over;
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly int _setLength;
    private readonly float[] _inverse;

    public RowStandardization(StandardizedSizes sizes, StandardizedOver over, Tensor x, Tensor scale, Tensor shift, double epsilon)
    {
        (_sizes, _over, _x, _scale, _shift) = (sizes, over, x, scale, shift);
        var sets = over == StandardizedOver.Sample ? sizes.Batch : sizes.Channels;
        _setLength = sizes.Rows / Math.Max(1, sets) * sizes.Positions;
        (Means, Variances, _inverse) = (new float[sets], new float[sets], new float[sets]);
        var sums = OverSets(row => Elements.Sum(Row(x.ValueArray, row)));
        for (var set = 0; set < sets; set++)
            Means[set] = (float)(sums[set] / _setLength);
        var squares = OverSets(row => Elements.SumOfSquares(Row(x.ValueArray, row), Means[Set(row)]));
        for (var set = 0; set < sets; set++)
        {
            Variances[set] = (float)(squares[set] / _setLength);
            _inverse[set] = (float)(1 / Math.Sqrt((squares[set] / _setLength) + epsilon));
        }
    }

    /// <inheritdoc/>
    public float[] Means { get; }

    /// <inheritdoc/>
    public float[] Variances { get; }

    /// <inheritdoc/>
    public void Fill(float[] y)
    {
        var x = _x.ValueArray;
        EachRow(row =>
        {
            var (mean, inverse) = (new Vector<float>(Means[Set(row)]), new Vector<float>(_inverse[Set(row)]));
            var (scale, shift) = (new Vector<float>(_scale.Values[row % _sizes.Channels]), new Vector<float>(_shift.Values[row % _sizes.Channels]));
            ReadOnlySpan<float> from = Row(x, row);
            var to = Row(y, row);
            for (var i = 0; i < to.Length; i += Vector<float>.Count)
                Elements.Store(((Elements.Load(from, i) - mean) * inverse * scale) + shift, to, i);
        });
    }

    /// <inheritdoc/>
    public void AddGradients(float[] dy)
    {
        var x = _x.ValueArray;
        var (ofShift, ofScale) = (new double[_sizes.Rows], new double[_sizes.Rows]);
        EachRow(row =>
        {
            ofShift[row] = Elements.Sum(Row(dy, row));
            ofScale[row] = (Elements.Dot(Row(dy, row), Row(x, row)) - (Means[Set(row)] * ofShift[row])) * _inverse[Set(row)];
        });
        for (var row = 0; row < _sizes.Rows; row++)
        {
            if (_scale.RequiresGradient)
                _scale.Gradient[row % _sizes.Channels] += (float)ofScale[row];
            if (_shift.RequiresGradient)
                _shift.Gradient[row % _sizes.Channels] += (float)ofShift[row];
        }

        if (!_x.RequiresGradient)
            return;

        var (means, slopes) = (new double[Means.Length], new double[Means.Length]);
        for (var row = 0; row < _sizes.Rows; row++)
        {
            var share = _scale.Values[row % _sizes.Channels] / (double)_setLength;
            means[Set(row)] += ofShift[row] * share;
            slopes[Set(row)] += ofScale[row] * share;
        }

        var dx = _x.GradientToWrite(out var isNew);
        EachRow(row =>
        {
            var set = Set(row);
            var scale = new Vector<float>(_inverse[set] * _scale.Values[row % _sizes.Channels]);
            var (mean, offset) = (new Vector<float>(Means[set]), new Vector<float>((float)(means[set] * _inverse[set])));
            var slope = new Vector<float>((float)(slopes[set] * _inverse[set] * _inverse[set]));
            ReadOnlySpan<float> from = Row(x, row), g = Row(dy, row);
            var to = Row(dx, row);
            for (var i = 0; i < to.Length; i += Vector<float>.Count)
            {
                var change = (Elements.Load(g, i) * scale) - offset - ((Elements.Load(from, i) - mean) * slope);
                Elements.Store(isNew ? change : Elements.Load(to, i) + change, to, i);
            }
        });
    }

    private Span<float> Row(float[] values, int row) => values.AsSpan(row * _sizes.Positions, _sizes.Positions);

    private int Set(int row) => _over == StandardizedOver.Sample ? row / _sizes.Channels : row % _sizes.Channels;

    private void EachRow(Action<int> body) => Chunks.RunRows(_sizes.Rows, _sizes.Positions, body);

    /// <summary>The sums over each set of a number that each row has.</summary>
    private double[] OverSets(Func<int, double> ofRow)
    {
        var (sums, rows) = (new double[Means.Length], new double[_sizes.Rows]);
        EachRow(row => rows[row] = ofRow(row));
        for (var row = 0; row < rows.Length; row++)
            sums[Set(row)] += rows[row];
        return sums;
    }
}
