using System.Numerics.Tensors;
using StreamHost.Numerics.Matrices;

namespace StreamHost.Plugins.CKConv.FilterBanks;

/// <summary>
/// The first layer of a network that hears: continuous kernels, tones of all frequencies under a window, sampled for the rate of the
/// signal; the power of what each gives, summed over mel bands, in logarithm, so many times a second. Kernels are functions of
/// time, so any rate gives the same bands: at a lower one, those above half of it are silent, as they are for such a device.
/// Immutable.
/// </summary>
/// <remarks>
/// A result at time t reads the signal from t - window to t. A rate need not be a multiple of the results': a result that falls between
/// two samples has kernels sampled for where it falls, of which there are no more than the two rates have in lowest terms.
/// </remarks>
internal sealed class FilterBank : IDisposable
{
    /// <summary>Results that are computed together.</summary>
    private const int Together = 32;

    private readonly FilterBankOptions _options;
    private readonly int _sampleRate;
    private readonly PackedMatrix[] _kernels;
    private readonly PackedMatrix? _bands;

    /// <param name="options">The bands.</param>
    /// <param name="sampleRate">Of the signal, in Hz.</param>
    public FilterBank(FilterBankOptions options, int sampleRate)
    {
        (_options, _sampleRate) = (options, sampleRate);
        var common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(sampleRate, options.Rate);
        var phases = options.Rate / common;
        Taps = (int)Math.Ceiling(options.Window * sampleRate) + (phases > 1 ? 1 : 0);
        double[] tones = [.. Tones()];
        _kernels = tones.Length == 0 ? [] : [.. Enumerable.Range(0, phases).Select(phase => Kernels(tones, (double)phase / phases))];
        _bands = tones.Length == 0 ? null : new PackedMatrix(BandsOfTones(tones), 2 * tones.Length, options.Bands);
    }

    /// <summary>Samples that a result reads.</summary>
    public int Taps { get; }

    /// <summary>Bands of a result.</summary>
    public int Bands => _options.Bands;

    /// <summary>Floats of scratch memory that a result needs.</summary>
    public int ScratchLength => _bands is null ? 0 : _kernels[0].Width + _bands.Width;

    /// <summary>The samples that a signal has until a result: the last ones that it reads end there.</summary>
    /// <param name="result">Its number, from 0.</param>
    public long SamplesUntil(long result) => (result + 1) * _sampleRate / _options.Rate;

    /// <summary>The results of a signal of so many samples.</summary>
    public long ResultsOf(long samples) => samples * _options.Rate / _sampleRate;

    /// <summary>One result.</summary>
    /// <param name="result">Its number, from 0.</param>
    /// <param name="window">[<see cref="Taps"/>]: the samples up to it.</param>
    /// <param name="bands">[bands], filled here: ln(power + floor).</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    public void Apply(long result, ReadOnlySpan<float> window, Span<float> bands, Span<float> scratch) =>
        Apply(result, 1, window, bands, scratch);

    /// <summary>All results of a whole signal, silence before it.</summary>
    /// <param name="signal">The samples.</param>
    /// <param name="bands">[bands, results], filled here.</param>
    public void ApplyToAll(ReadOnlySpan<float> signal, Span<float> bands)
    {
        // Where results are whole samples apart, their windows are rows of one matrix: the kernels are read once for several.
        var results = bands.Length / Bands;
        var together = _kernels.Length == 1 ? Together : 1;
        var padded = new float[Taps + signal.Length];
        signal.CopyTo(padded.AsSpan(Taps));
        var (rows, scratch) = (new float[together * Bands], new float[together * ScratchLength]);
        for (var first = 0; first < results; first += together)
        {
            var count = Math.Min(together, results - first);
            Apply(first, count, padded.AsSpan((int)SamplesUntil(first)), rows, scratch);
            for (var i = 0; i < count * Bands; i++)
                bands[(i % Bands * results) + first + (i / Bands)] = rows[i];
        }
    }

    private void Apply(long result, int count, ReadOnlySpan<float> windows, Span<float> bands, Span<float> scratch)
    {
        if (_bands is null)
        {
            bands.Fill((float)Math.Log(_options.Floor));
            return;
        }

        // The rest of the division says how far behind the last sample the result falls.
        var phase = (int)((result + 1) * _sampleRate % _options.Rate * _kernels.Length / _options.Rate);
        var tones = scratch[..(count * _kernels[0].Width)];
        var powers = scratch.Slice(tones.Length, count * _bands.Width);
        _kernels[phase].Multiply(windows, tones, count, _sampleRate / _options.Rate);
        TensorPrimitives.Multiply((ReadOnlySpan<float>)tones, tones, tones);
        _bands.Multiply(tones, powers, count, _kernels[0].Width);
        for (var i = 0; i < count * Bands; i++)
            bands[i] = MathF.Log(powers[(i / Bands * _bands.Width) + (i % Bands)] + (float)_options.Floor);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kernels in _kernels)
            kernels.Dispose();
        _bands?.Dispose();
    }

    /// <summary>As close as the window can tell them apart, up to where the window's main lobe reaches half of the rate.</summary>
    private IEnumerable<double> Tones()
    {
        var (step, reach) = (1 / _options.Window, 2 / _options.Window);
        for (var number = Math.Ceiling(_options.Lowest / step); number * step <= _options.Highest && (number * step) + reach <= _sampleRate / 2.0; number++)
            yield return number * step;
    }

    /// <summary>[taps, tones x (cosine, sine)], such that a tone of amplitude 1 gives a power of 1 at its own frequency.</summary>
    private PackedMatrix Kernels(double[] tones, double phase)
    {
        var values = new float[Taps * 2 * tones.Length];
        for (var tap = 0; tap < Taps; tap++)
        {
            // How long before the result the middle of the sample lies.
            var lag = (Taps - tap - 0.5 + phase) / _sampleRate;
            if (lag >= _options.Window)
                continue;

            var window = 0.5 * (1 - Math.Cos(2 * Math.PI * lag / _options.Window)) * 4 / (_options.Window * _sampleRate);
            for (var tone = 0; tone < tones.Length; tone++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * tones[tone] * lag);
                values[(((tap * tones.Length) + tone) * 2) + 0] = (float)(window * cosine);
                values[(((tap * tones.Length) + tone) * 2) + 1] = (float)(window * sine);
            }
        }

        return new PackedMatrix(values, Taps, 2 * tones.Length);
    }

    /// <summary>[tones x 2, bands].</summary>
    private float[] BandsOfTones(double[] tones) => [.. tones.SelectMany(tone => MelBands.Weights(_options, tone) is var weights ? weights.Concat(weights) : [])];
}
