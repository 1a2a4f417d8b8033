using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Tests.Fourier;

public sealed class FourierTests
{
    /// <summary>Rounding grows with the square root of the passes; an ulp and a half a pass.</summary>
    private const double Tolerance = 1.8e-7;

    public static TheoryData<int> Lengths() =>
        [.. Enumerable.Range(1, 140), 160, 161, 192, 240, 256, 288, 320, 480, 512, 600, 640, 720, 784, 800, 960, 1000, 1009, 1024, 1536, 1568, 2048, 2187, 3125, 4096, 4800, 8192, 16384];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_complex_transform_is_its_sum(int length)
    {
        var (real, imaginary) = (Noise(1, length), Noise(2, length));
        var (expectedReal, expectedImaginary) = Defined(real, imaginary);
        var fft = ComplexFft.Of(length);
        var scratch = new float[fft.ScratchLength];
        var (x, y) = ((float[])real.Clone(), (float[])imaginary.Clone());
        fft.Forward(x, y, scratch);
        AssertNear(expectedReal, expectedImaginary, x, y);
        fft.Inverse(x, y, scratch);
        AssertNear([.. real.Select(value => (double)value)], [.. imaginary.Select(value => (double)value)], x, y);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_real_transform_is_its_sum(int length)
    {
        var signal = Noise(3, length);
        var (expectedReal, expectedImaginary) = Defined(signal, new float[length]);
        var fft = RealFft.Of(length);
        var scratch = new float[fft.ScratchLength];
        var (real, imaginary, back) = (new float[fft.Bins], new float[fft.Bins], new float[length]);
        fft.Forward(signal, real, imaginary, scratch);
        AssertNear(expectedReal[..fft.Bins], expectedImaginary[..fft.Bins], real, imaginary);
        fft.Inverse(real, imaginary, back, scratch);
        AssertNear([.. signal.Select(value => (double)value)], new double[length], back, new float[length]);
    }

    /// <summary>As many signals as a vector has lanes give what each gives alone, forth and back.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(14)]
    [InlineData(30)]
    [InlineData(98)]
    [InlineData(256)]
    [InlineData(1568)]
    [InlineData(2240)]
    [InlineData(4802)]
    public void Transforms_side_by_side_are_those_of_each_signal(int length)
    {
        var action = new SideBySide(length);
        Widths.Run(ref action);
    }

    [Theory]
    [InlineData(32768)]
    [InlineData(65536)]
    [InlineData(81920)]
    public void A_long_transform_keeps_energy_and_tones(int length)
    {
        var fft = RealFft.Of(length);
        var scratch = new float[fft.ScratchLength];
        var (real, imaginary, back) = (new float[fft.Bins], new float[fft.Bins], new float[length]);
        var tone = Enumerable.Range(0, length).Select(t => (float)Math.Cos(2 * Math.PI * 37.0 * t / length)).ToArray();
        fft.Forward(tone, real, imaginary, scratch);
        for (var k = 0; k < fft.Bins; k++)
        {
            Assert.Equal(k == 37 ? length / 2.0 : 0, real[k], 0.02);
            Assert.Equal(0, imaginary[k], 0.02);
        }

        var noise = Noise(4, length);
        fft.Forward(noise, real, imaginary, scratch);
        var energy = 0.0;
        for (var k = 0; k < fft.Bins; k++)
            energy += (k == 0 || 2 * k == length ? 1 : 2) * (((double)real[k] * real[k]) + ((double)imaginary[k] * imaginary[k]));
        Assert.Equal(1, energy / length / noise.Sum(value => (double)value * value), 1e-6);
        fft.Inverse(real, imaginary, back, scratch);
        AssertNear([.. noise.Select(value => (double)value)], new double[length], back, new float[length]);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(31, 32)]
    [InlineData(33, 40)]
    [InlineData(41, 48)]
    [InlineData(81, 96)]
    [InlineData(97, 128)]
    [InlineData(129, 160)]
    [InlineData(1025, 1152)]
    [InlineData(1568, 1920)]
    [InlineData(32001, 32768)]
    public void A_fast_length_is_the_smallest_of_its_kind(int atLeast, int expected) => Assert.Equal(expected, RealFft.FastLength(atLeast));

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        var fft = RealFft.Of(64);
        Assert.Throws<ArgumentException>(() => fft.Forward(new float[63], new float[33], new float[33], new float[fft.ScratchLength]));
        Assert.Throws<ArgumentException>(() => fft.Forward(new float[64], new float[33], new float[32], new float[fft.ScratchLength]));
        Assert.Throws<ArgumentException>(() => fft.Inverse(new float[33], new float[33], new float[64], new float[fft.ScratchLength - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ComplexFft.Of(0));
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        foreach (var length in new[] { 100, 161, 1024 })
        {
            var fft = RealFft.Of(length);
            var (signal, real, imaginary, scratch) = (new float[length], new float[fft.Bins], new float[fft.Bins], new float[fft.ScratchLength]);
            void Both()
            {
                fft.Forward(signal, real, imaginary, scratch);
                fft.Inverse(real, imaginary, signal, scratch);
            }

            Both();
            Assert.Equal(0, Allocations.Of(Both));
        }
    }

    private readonly unsafe struct SideBySide(int length) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            var lanes = TLanes.Count;
            var fft = BatchedRealFft.Of(length);
            using var values = new AlignedMemory((length + 2) * lanes);
            using var room = new AlignedMemory(fft.RoomVectors * lanes);
            var signals = new float[lanes][];
            for (var lane = 0; lane < lanes; lane++)
                signals[lane] = Noise(lane, length);
            for (var t = 0; t < length * lanes; t++)
                values.Span[t] = signals[t % lanes][t / lanes];
            fft.Forward<TLanes, TVector>(values.Start, values.Start, room.Start);
            for (var lane = 0; lane < lanes; lane++)
            {
                var (expectedReal, expectedImaginary) = Defined(signals[lane], new float[length]);
                float[] real = new float[fft.Bins], imaginary = new float[fft.Bins];
                for (var k = 0; k < fft.Bins; k++)
                    (real[k], imaginary[k]) = (values.Span[(2 * k * lanes) + lane], values.Span[(((2 * k) + 1) * lanes) + lane]);
                AssertNear(expectedReal[..fft.Bins], expectedImaginary[..fft.Bins], real, imaginary);
            }

            fft.Inverse<TLanes, TVector>(values.Start, room.Start);
            for (var lane = 0; lane < lanes; lane++)
            {
                var back = new float[length];
                for (var t = 0; t < length; t++)
                    back[t] = values.Span[(t * lanes) + lane];
                AssertNear([.. signals[lane].Select(value => (double)value)], new double[length], back, new float[length]);
            }
        }
    }

    private static float[] Noise(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private static (double[] Real, double[] Imaginary) Defined(float[] real, float[] imaginary)
    {
        var length = real.Length;
        var turns = Enumerable.Range(0, length).Select(i => Math.SinCos(-2 * Math.PI * i / length)).ToArray();
        var (x, y) = (new double[length], new double[length]);
        for (var k = 0; k < length; k++)
        {
            for (var t = 0; t < length; t++)
            {
                var (sin, cos) = turns[(long)k * t % length];
                x[k] += (real[t] * cos) - (imaginary[t] * sin);
                y[k] += (real[t] * sin) + (imaginary[t] * cos);
            }
        }

        return (x, y);
    }

    private static void AssertNear(double[] expectedReal, double[] expectedImaginary, float[] real, float[] imaginary)
    {
        Assert.Equal(expectedReal.Length, real.Length);
        var scale = Math.Sqrt(expectedReal.Zip(expectedImaginary, (a, b) => (a * a) + (b * b)).Average()) + 1e-12;
        var error = Math.Sqrt(expectedReal.Select((value, k) => Math.Pow(real[k] - value, 2) + Math.Pow(imaginary[k] - expectedImaginary[k], 2)).Average());
        Assert.True(error <= scale * Tolerance * Math.Sqrt(2 + Math.Log2(real.Length)), $"Off by {error / scale:g3} of its size.");
    }
}
