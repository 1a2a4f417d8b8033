using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamHost.Numerics.Threads;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// Standardisation where what shares a mean is whole rows: those of a sample, or those of a channel. Each set is a shard, and all passes
/// over it follow each other while it is near the processor; what comes behind is done along with them.
/// </summary>
internal sealed class RowStandardization : IStandardization
{
    private readonly StandardizedSizes _sizes;
    private readonly StandardizedOver _over;
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly double _epsilon;
    private readonly RectificationPass? _then;
    private readonly int _rowsOfSet;
    private readonly float[] _inverse;

    public RowStandardization(StandardizedSizes sizes, StandardizedOver over, Tensor x, Tensor scale, Tensor shift, double epsilon, RectificationPass? then)
    {
        (_sizes, _over, _x, _scale, _shift, _epsilon, _then) = (sizes, over, x, scale, shift, epsilon, then);
        var sets = over == StandardizedOver.Sample ? sizes.Batch : sizes.Channels;
        _rowsOfSet = sizes.Rows / Math.Max(1, sets);
        (Means, Variances, _inverse) = (new float[sets], new float[sets], new float[sets]);
    }

    /// <inheritdoc/>
    public float[] Means { get; }

    /// <inheritdoc/>
    public float[] Variances { get; }

    private int SetLength => _rowsOfSet * _sizes.Positions;

    /// <inheritdoc/>
    public void Fill(float[] y) => Shards.Run(Means.Length, set =>
    {
        Measure(set);
        for (var i = 0; i < _rowsOfSet; i++)
            FillRow(set, Row(set, i), y);
    });

    /// <inheritdoc/>
    public void AddGradients(float[] y, float[] dy)
    {
        var (ofShift, ofScale) = (new double[_sizes.Rows], new double[_sizes.Rows]);
        bool isNew = false, isAroundNew = false;
        var dx = _x.RequiresGradient ? _x.GradientToWrite(out isNew) : null;
        var dAround = _then?.Around is { RequiresGradient: true } around ? around.GradientToWrite(out isAroundNew) : null;

        // What comes back to z: dy itself, or made of it where dx will be.
        var dz = _then is null ? dy : isNew ? dx! : TensorMemory.Unfilled(dy.Length);
        Shards.Run(Means.Length, set =>
        {
            double mean = 0, slope = 0;
            for (var i = 0; i < _rowsOfSet; i++)
            {
                var row = Row(set, i);
                _then?.Backward(Of(y, row), Of(dy, row), row * _sizes.Positions, Of(dz, row), dAround is null ? [] : Of(dAround, row), isAroundNew);
                (ofShift[row], ofScale[row]) = SumRow(set, row, Of(dz, row));
                var share = _scale.Values[row % _sizes.Channels] / (double)SetLength;
                mean += ofShift[row] * share;
                slope += ofScale[row] * share;
            }

            for (var i = 0; dx is not null && i < _rowsOfSet; i++)
                AddRow(set, Row(set, i), dz, mean, slope, dx, isNew);
        });
        for (var row = 0; row < _sizes.Rows; row++)
        {
            if (_scale.RequiresGradient)
                _scale.Gradient[row % _sizes.Channels] += (float)ofScale[row];
            if (_shift.RequiresGradient)
                _shift.Gradient[row % _sizes.Channels] += (float)ofShift[row];
        }
    }

    private void Measure(int set)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < _rowsOfSet; i++)
            sum += Elements.Sum(Of(_x.ValueArray, Row(set, i)));
        Means[set] = (float)(sum / SetLength);
        for (var i = 0; i < _rowsOfSet; i++)
            squares += Elements.SumOfSquares(Of(_x.ValueArray, Row(set, i)), Means[set]);
        Variances[set] = (float)(squares / SetLength);
        _inverse[set] = (float)(1 / Math.Sqrt((squares / SetLength) + _epsilon));
    }

    private void FillRow(int set, int row, float[] y)
    {
        var form = FormOf(set, row);
        ReadOnlySpan<float> x = Of(_x.ValueArray, row);
        var to = Of(y, row);
        var i = 0;
        for (; i <= to.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            form.Apply(Vector512.Create(x[i..])).CopyTo(to[i..]);
        for (; i < to.Length; i++)
            to[i] = form.Apply(x[i]);
        _then?.Apply(to, row * _sizes.Positions);
    }

    /// <summary>The sums over a row of dz, and of its products with the standardised x; dz passes the first ReLU on the way.</summary>
    private (double OfShift, double OfScale) SumRow(int set, int row, Span<float> dz)
    {
        ReadOnlySpan<float> x = Of(_x.ValueArray, row);
        if (_then is not null)
            Rectify(FormOf(set, row), x, dz);
        var sum = Elements.Sum(dz);
        return (sum, (Elements.Dot(dz, x) - (Means[set] * sum)) * _inverse[set]);
    }

    /// <summary>Sets dz to 0 where z is not above 0.</summary>
    private static void Rectify(in RowForm form, ReadOnlySpan<float> x, Span<float> dz)
    {
        var i = 0;
        for (; i <= dz.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            (Vector512.GreaterThan(form.Apply(Vector512.Create(x[i..])), Vector512<float>.Zero) & Vector512.Create<float>(dz[i..])).CopyTo(dz[i..]);
        for (; i < dz.Length; i++)
            dz[i] = form.Apply(x[i]) > 0 ? dz[i] : 0;
    }

    /// <summary>dx = (g - mean(g) - z mean(g z)) / deviation, of a row, with g = dz scale and z without scale and shift.</summary>
    private void AddRow(int set, int row, float[] dz, double mean, double slope, float[] dx, bool isNew)
    {
        var scale = _inverse[set] * _scale.Values[row % _sizes.Channels];
        var (offset, steepness) = ((float)(mean * _inverse[set]), (float)(slope * _inverse[set] * _inverse[set]));
        ReadOnlySpan<float> x = Of(_x.ValueArray, row), from = Of(dz, row);
        var to = Of(dx, row);
        var i = 0;
        for (; i <= to.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var change = (Vector512.Create(from[i..]) * scale) - Vector512.Create(offset) - ((Vector512.Create(x[i..]) - Vector512.Create(Means[set])) * steepness);
            (isNew ? change : Vector512.Create<float>(to[i..]) + change).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            var change = (from[i] * scale) - offset - ((x[i] - Means[set]) * steepness);
            to[i] = isNew ? change : to[i] + change;
        }
    }

    private Span<float> Of(float[] values, int row) => values.AsSpan(row * _sizes.Positions, _sizes.Positions);

    private int Row(int set, int i) => _over == StandardizedOver.Sample ? (set * _rowsOfSet) + i : (i * _sizes.Channels) + set;

    private RowForm FormOf(int set, int row) =>
        new(Means[set], _inverse[set], _scale.Values[row % _sizes.Channels], _shift.Values[row % _sizes.Channels]);

    /// <summary>What is the same for all elements of a row.</summary>
    private readonly record struct RowForm(float Mean, float Inverse, float Scale, float Shift)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Apply(float x) => ((x - Mean) * Inverse * Scale) + Shift;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) =>
            ((x - Vector512.Create(Mean)) * Inverse * Scale) + Vector512.Create(Shift);
    }
}
