using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CfC.Inputs;

/// <summary>
/// What becomes of an event before it enters a network; the same code for a training batch and for a live stream.
/// A value is normalised, (value - mean) / scale. One that is no finite number was not measured: the last one held
/// stands for it, at first the mean. A time is counted in the package's unit and kept within bounds. Immutable.
/// </summary>
internal sealed class InputEncoder
{
    /// <summary>Below this an LTC's capacity over time would overflow: equal timestamps count as this many units there.</summary>
    private const float ShortestLtcElapsed = 1e-6f;

    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly double _timeUnit;
    private readonly bool _measuresTime;
    private readonly float _firstElapsed;
    private readonly float _minElapsed;
    private readonly float _maxElapsed;

    /// <param name="architecture">The network's shape.</param>
    /// <param name="features">Values of an event.</param>
    /// <param name="normalization">Per feature, or null to take the values as they are.</param>
    /// <param name="timeUnit">Seconds in one unit of elapsed time, above 0.</param>
    /// <exception cref="InputException">The normalisation is for another number of features.</exception>
    public InputEncoder(CfCArchitecture architecture, int features, Normalization? normalization, double timeUnit)
    {
        if (normalization is not null && (normalization.Mean.Count != features || normalization.Scale.Count != features))
        {
            throw new InputException(
                "$.normalization", $"it has {normalization.Mean.Count} means and {normalization.Scale.Count} scales", $"give one each of {features} features");
        }

        Features = features;
        Missing = architecture.Missing;
        _mean = normalization?.Mean.ToArray() ?? new float[features];
        _scale = normalization?.Scale.ToArray() ?? Enumerable.Repeat(1f, features).ToArray();
        _timeUnit = timeUnit;
        _measuresTime = architecture.Elapsed == ElapsedInput.Measured;
        _firstElapsed = architecture.FirstElapsed;
        _minElapsed = architecture.Cell == CellKind.Ltc ? ShortestLtcElapsed : 0;
        _maxElapsed = architecture.MaxElapsed;
    }

    /// <summary>What stands for a value that was not measured.</summary>
    public MissingValues Missing { get; }

    /// <summary>Values of an event.</summary>
    public int Features { get; }

    /// <summary>Inputs of the network: the features, and behind them their masks where those are asked for.</summary>
    public int Inputs => InputsOf(Missing, Features);

    /// <summary>Floats that a stream must remember: the values held, normalised. 0 where nothing is held.</summary>
    public int MemoryLength => Missing == MissingValues.Zero ? 0 : Features;

    /// <summary>Inputs of a network whose events have <paramref name="features"/> values.</summary>
    public static int InputsOf(MissingValues missing, int features) =>
        missing == MissingValues.HoldAndMask ? 2 * features : features;

    /// <summary>The memory of a stream that has seen nothing: every value held is the mean.</summary>
    public static void InitializeMemory(Span<float> memory) => memory.Clear();

    /// <summary>Turns an event's values into inputs and remembers them. Allocates nothing.</summary>
    /// <param name="values">[features], as measured.</param>
    /// <param name="memory">[<see cref="MemoryLength"/>], the stream's.</param>
    /// <param name="inputs">[<see cref="Inputs"/>], filled here.</param>
    public void Encode(ReadOnlySpan<float> values, Span<float> memory, Span<float> inputs)
    {
        switch (Missing)
        {
            case MissingValues.HoldAndMask:
                Hold(values, memory, inputs);
                Mask(values, inputs.Slice(Features, Features));
                break;
            case MissingValues.Hold:
                Hold(values, memory, inputs);
                break;
            default:
                Zero(values, inputs);
                break;
        }
    }

    /// <summary>The elapsed time that enters the cell, in time units: finite, never negative, above 0 for an LTC.</summary>
    /// <param name="seconds">Since the stream's previous event; NaN for its first.</param>
    public float Elapsed(double seconds)
    {
        if (!_measuresTime)
            return 1;

        var units = double.IsNaN(seconds) ? _firstElapsed : (float)Math.Min(seconds / _timeUnit, _maxElapsed);
        return Math.Max(units, _minElapsed);
    }

    /// <summary>Encodes whole sequences; padding becomes inputs of 0, a time unit apart.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="inputs">[batch, time, <see cref="Inputs"/>], filled here.</param>
    /// <param name="elapsed">[batch, time], filled here.</param>
    public void Encode(SequenceBatch batch, Span<float> inputs, Span<float> elapsed)
    {
        inputs.Clear();
        elapsed.Fill(1);
        Span<float> memory = new float[MemoryLength];
        for (var b = 0; b < batch.Count; b++)
        {
            InitializeMemory(memory);
            for (var row = b * batch.Time; row < (b * batch.Time) + batch.Lengths[b]; row++)
            {
                Encode(batch.Values.AsSpan(row * Features, Features), memory, inputs.Slice(row * Inputs, Inputs));
                elapsed[row] = Elapsed(batch.Elapsed[row]);
            }
        }
    }

    private void Hold(ReadOnlySpan<float> values, Span<float> memory, Span<float> inputs)
    {
        var i = 0;
        ref var value = ref MemoryMarshal.GetReference(values[..Features]);
        ref var held = ref MemoryMarshal.GetReference(memory[..Features]);
        ref var input = ref MemoryMarshal.GetReference(inputs[..Features]);
        for (; i <= Features - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            // x - x is 0 for what is finite, and NaN for infinities and NaN.
            var x = Vector128.LoadUnsafe(ref value, (nuint)i);
            var measured = (x - Vector128.LoadUnsafe(ref _mean[0], (nuint)i)) / Vector128.LoadUnsafe(ref _scale[0], (nuint)i);
            var kept = Vector128.ConditionalSelect(Vector128.Equals(x - x, default), measured, Vector128.LoadUnsafe(ref held, (nuint)i));
            kept.StoreUnsafe(ref held, (nuint)i);
            kept.StoreUnsafe(ref input, (nuint)i);
        }

        for (; i < Features; i++)
        {
            var kept = float.IsFinite(values[i]) ? (values[i] - _mean[i]) / _scale[i] : memory[i];
            memory[i] = kept;
            inputs[i] = kept;
        }
    }

    private static void Mask(ReadOnlySpan<float> values, Span<float> mask)
    {
        for (var i = 0; i < mask.Length; i++)
            mask[i] = float.IsFinite(values[i]) ? 1 : 0;
    }

    private void Zero(ReadOnlySpan<float> values, Span<float> inputs)
    {
        for (var i = 0; i < Features; i++)
            inputs[i] = float.IsFinite(values[i]) ? (values[i] - _mean[i]) / _scale[i] : 0;
    }
}
