using System.Numerics;
using StreamHost.Numerics.Randomness;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Tests.Sampling;

public sealed class DeviceRateTests
{
    private const int Trained = 16_000;

    public static TheoryData<int> Rates() => [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 96000, 192000];

    /// <summary>A kernel's gain, the sum of its samples, is that of the continuous integral at any rate.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void The_gain_is_kept(int rate)
    {
        var kernel = Kernel();
        var resampled = new DeviceRate((double)rate / Trained).Resample(kernel, kernel.Length);
        Assert.Equal(kernel.Sum(), resampled.Sum(), Math.Abs(kernel.Sum()) * 1e-3);
    }

    /// <summary>In the band that both rates have, a kernel does to a tone what it was trained to do.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void In_the_common_band_the_response_is_the_trained_one(int rate)
    {
        var kernel = Kernel();
        var resampled = new DeviceRate((double)rate / Trained).Resample(kernel, kernel.Length);
        var largest = Enumerable.Range(0, 100).Max(i => Response(kernel, Trained, i * 80).Magnitude);
        for (var frequency = 0.0; frequency < 0.44 * Math.Min(rate, Trained); frequency += 97)
        {
            var error = (Response(resampled, rate, frequency) - Response(kernel, Trained, frequency)).Magnitude / largest;
            Assert.True(error < 0.01, $"{frequency} Hz at {rate} Hz: off by {error}.");
        }
    }

    /// <summary>Above the band it was trained in, a kernel of a device with a higher rate is silent: no images of what is below.</summary>
    [Theory]
    [InlineData(24000)]
    [InlineData(44100)]
    [InlineData(48000)]
    [InlineData(192000)]
    public void There_are_no_images_above_the_trained_band(int rate)
    {
        var kernel = Kernel();
        var resampled = new DeviceRate((double)rate / Trained).Resample(kernel, kernel.Length);
        var largest = Enumerable.Range(0, 100).Max(i => Response(kernel, Trained, i * 80).Magnitude);
        for (var frequency = 0.6 * Trained; frequency < rate / 2.0; frequency += 211)
        {
            var leak = Response(resampled, rate, frequency).Magnitude / largest;
            Assert.True(leak < 0.02, $"{frequency} Hz at {rate} Hz: {leak}.");
        }
    }

    /// <summary>Tones under a window that rises and falls, none of its samples far from its neighbours'.</summary>
    private static float[] Kernel()
    {
        var random = new RandomSource(4);
        var tones = Enumerable.Range(0, 8).Select(_ => (Frequency: 50 + (random.NextDouble() * 6000), Phase: random.NextDouble(), Size: random.NextDouble())).ToArray();
        return [.. Enumerable.Range(0, 800).Select(n => (float)(Math.Sin(Math.PI * n / 799) *
            (0.5 + tones.Sum(tone => tone.Size * Math.Cos(2 * Math.PI * ((tone.Frequency * n / Trained) + tone.Phase))))))];
    }

    /// <summary>The last sample is lag 0.</summary>
    private static Complex Response(float[] kernel, double rate, double frequency)
    {
        var sum = Complex.Zero;
        for (var lag = 0; lag < kernel.Length; lag++)
            sum += kernel[kernel.Length - 1 - lag] * Complex.Exp(new Complex(0, -2 * Math.PI * frequency * lag / rate));
        return sum;
    }
}
