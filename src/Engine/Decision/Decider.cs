using System.Numerics.Tensors;
using StreamHost.Core.Signals;

namespace StreamHost.Engine.Decision;

/// <summary>Turns the scores of a worker's streams into probabilities, labels and onsets. One row a stream; one thread.</summary>
internal sealed class Decider(DecisionOptions options, int labels)
{
    private const int None = -1;

    private readonly double _timeConstant = options.Smoothing;
    private readonly float _threshold = (float)options.Threshold;
    private readonly long _refractory = (long)(options.Refractory * UnixTime.Second);
    private float[] _smoothed = [];
    private int[] _label = [];
    private long[] _onset = [];

    /// <summary>How many rows there is room for.</summary>
    public int Rows => _label.Length;

    /// <summary>Begins a stream anew: its next label is an onset, and nothing is smoothed over what came before.</summary>
    public void Forget(int row)
    {
        _label[row] = None;
        _smoothed[row * labels] = float.NaN;
    }

    /// <summary>Makes room for rows; called when the states of the worker's streams grow.</summary>
    public void Grow(int rows)
    {
        var known = _label.Length;
        Array.Resize(ref _smoothed, rows * labels);
        Array.Resize(ref _label, rows);
        Array.Resize(ref _onset, rows);
        _label.AsSpan(known).Fill(None);
        _onset.AsSpan(known).Fill(long.MinValue);
        _smoothed.AsSpan(known * labels).Fill(float.NaN);
    }

    /// <summary>Fills probabilities and decides; false where a score is not finite, and then nothing is decided.</summary>
    /// <param name="row">The stream's row.</param>
    /// <param name="time">The event's time, in ns.</param>
    /// <param name="elapsed">Seconds since the stream's previous event; NaN for its first.</param>
    /// <param name="scores">[labels]: logits.</param>
    /// <param name="probabilities">[2 * labels]: receives the smoothed probabilities, then the raw ones.</param>
    /// <param name="label">The decided label, or -1.</param>
    /// <param name="isOnset">Whether a new label begins here.</param>
    public bool Decide(
        int row, long time, double elapsed, ReadOnlySpan<float> scores, Span<float> probabilities, out int label, out bool isOnset)
    {
        var raw = probabilities[labels..];
        SoftMax(scores, raw);
        var smoothed = _smoothed.AsSpan(row * labels, labels);
        label = None;
        isOnset = false;
        if (!float.IsFinite(TensorPrimitives.Sum((ReadOnlySpan<float>)raw)))
            return false;

        Smooth(elapsed, raw, smoothed);
        smoothed.CopyTo(probabilities);
        var most = TensorPrimitives.IndexOfMax((ReadOnlySpan<float>)smoothed);
        if (smoothed[most] >= _threshold)
            label = most;
        isOnset = Begins(row, time, label);
        return true;
    }

    /// <summary>Less their largest first, so that no finite scores overflow: the ratios stay the same.</summary>
    private static void SoftMax(ReadOnlySpan<float> scores, Span<float> raw)
    {
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max(scores), raw);
        TensorPrimitives.SoftMax(raw, raw);
    }

    /// <summary>
    /// smoothed += (1 - exp(-elapsed / time constant)) (raw - smoothed). The first that a stream has are taken as they
    /// are, and that need not be its first event's: those may have been no numbers.
    /// </summary>
    private void Smooth(double elapsed, ReadOnlySpan<float> raw, Span<float> smoothed)
    {
        if (_timeConstant == 0 || float.IsNaN(smoothed[0]))
        {
            raw.CopyTo(smoothed);
            return;
        }

        var share = (float)(1 - Math.Exp(-elapsed / _timeConstant));
        for (var i = 0; i < labels; i++)
            smoothed[i] += share * (raw[i] - smoothed[i]);
    }

    /// <summary>A label begins where it differs from the one before, outside the refractory time of the last onset.</summary>
    private bool Begins(int row, long time, int label)
    {
        if (label == _label[row])
            return false;

        if (label != None && _onset[row] != long.MinValue && time - _onset[row] < _refractory)
            return false;

        _label[row] = label;
        if (label == None)
            return false;

        _onset[row] = time;
        return true;
    }
}
