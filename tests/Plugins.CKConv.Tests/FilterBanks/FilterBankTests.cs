using StreamHost.Plugins.CKConv.FilterBanks;

namespace StreamHost.Plugins.CKConv.Tests.FilterBanks;

public sealed class FilterBankTests
{
    private static readonly int[] AllRates = [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 96000, 192000];

    public static TheoryData<int> Rates() => [.. AllRates];

    /// <summary>What a band gives of a tone does not depend on the rate that the tone is sampled at: its gain is right within 0.1 %.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void A_tone_gives_the_same_at_any_rate(int rate)
    {
        var options = new FilterBankOptions { Highest = 3600 };
        foreach (var frequency in new[] { 100.0, 333.3, 1000, 2500.7, 3400 })
        {
            var expected = Powers(options, 192_000, frequency);
            var powers = Powers(options, rate, frequency);
            var strongest = Array.IndexOf(expected, expected.Max());
            Assert.True(Math.Abs((powers[strongest] / expected[strongest]) - 1) < 0.002, $"{frequency} Hz at {rate} Hz: {powers[strongest]} is not {expected[strongest]}.");
        }
    }

    [Fact]
    public void A_full_scale_tone_in_the_middle_of_wide_bands_has_a_power_near_1()
    {
        // Neighbouring triangles share a tone: together they take all of it, spread over three tones of the window.
        var powers = Powers(new FilterBankOptions { Bands = 10 }, 16_000, 2000);
        Assert.InRange(powers.Sum(), 1, 1.6);
    }

    /// <summary>No aliasing: what a slower device can't hear is silent, and no tone appears where it is not.</summary>
    [Theory]
    [InlineData(8000)]
    [InlineData(11025)]
    [InlineData(16000)]
    public void What_a_device_cannot_hear_is_silent(int rate)
    {
        var options = new FilterBankOptions { Highest = 7600, Floor = 1e-12 };
        var powers = Powers(options, rate, frequency: 0.43 * rate);
        for (var band = 0; band < powers.Length; band++)
        {
            var isNear = MelBands.Weights(options, 0.43 * rate).Index().Any(item => item.Item > 0 && Math.Abs(item.Index - band) <= 3);
            Assert.True(isNear || powers[band] < 1e-5, $"Band {band} has {powers[band]}.");
        }
    }

    /// <summary>A rate that is no multiple of the results' has kernels for where each result falls.</summary>
    [Fact]
    public void Results_between_samples_are_where_they_should_be()
    {
        var options = new FilterBankOptions { Rate = 100, Highest = 3000 };
        using var bank = new FilterBank(options, 11_025);
        Assert.Equal([110, 220, 330, 441, 551], Enumerable.Range(0, 5).Select(result => (int)bank.SamplesUntil(result)));
        Assert.Equal(100, bank.ResultsOf(11_025));

        // A tone that grows steadily: its power tells the time of a result, to a hundredth of a sample.
        var signal = Enumerable.Range(0, 11_025).Select(n => (float)(Math.Sin(2 * Math.PI * 1000 * (n + 0.5) / 11_025) * Math.Exp(3 * (n + 0.5) / 11_025))).ToArray();
        var bands = new float[options.Bands * 100];
        bank.ApplyToAll(signal, bands);
        var strongest = Enumerable.Range(0, options.Bands).MaxBy(band => bands[(band * 100) + 50]);
        for (var result = 20; result < 99; result++)
            Assert.Equal(0.06, bands[(strongest * 100) + result + 1] - bands[(strongest * 100) + result], 2e-4);
    }

    private static double[] Powers(FilterBankOptions options, int rate, double frequency)
    {
        using var bank = new FilterBank(options, rate);
        var signal = Enumerable.Range(0, rate / 5).Select(n => (float)Math.Cos(2 * Math.PI * frequency * (n + 0.5) / rate)).ToArray();
        var results = (int)bank.ResultsOf(signal.Length);
        var bands = new float[options.Bands * results];
        bank.ApplyToAll(signal, bands);
        return [.. Enumerable.Range(0, options.Bands).Select(band => Math.Exp(bands[(band * results) + results - 1]) - options.Floor)];
    }
}
