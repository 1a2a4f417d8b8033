using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Tests.Vectors;

/// <summary>The activations against float64, at every length around the vectors' and at the ends of the number line.</summary>
public sealed class ActivationsTests
{
    private delegate void Spans(ReadOnlySpan<float> source, Span<float> destination);

    private static readonly Dictionary<string, (Spans Function, Func<double, double> Oracle, double Absolute, double Relative)> Cases = new()
    {
        ["tanh"] = (Activations.Tanh, Math.Tanh, 0, 2.5e-7),
        ["sigmoid"] = (Activations.Sigmoid, x => 1 / (1 + Math.Exp(-x)), 6e-39, 2.5e-7),
        ["sin"] = (Activations.Sin, Math.Sin, 1.5e-7, 0),
        ["exp"] = (Activations.Exp, Math.Exp, 1e-45, 2.5e-7),
        ["relu"] = (Activations.Relu, x => Math.Max(x, 0), 0, 0),
        ["silu"] = (Activations.Silu, x => x / (1 + Math.Exp(-x)), 6e-37, 3.5e-7),
        ["gelu"] = (Activations.Gelu, x => x * NormalDistribution(x), 4e-7, 5e-7),
        ["lecunTanh"] = (Activations.LecunTanh, x => 1.7159 * Math.Tanh(0.666 * x), 2e-45, 5e-7),
        ["softplus"] = (Activations.Softplus, x => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))), 3e-45, 3.5e-7),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_float64_over_the_whole_range(string name)
    {
        var (function, oracle, absolute, relative) = Cases[name];
        var source = Samples();
        var result = new float[source.Length];
        function(source, result);
        for (var i = 0; i < source.Length; i++)
        {
            var truth = oracle(source[i]);
            var bound = absolute + (relative * Math.Abs(truth));
            Assert.True(
                (float)truth == result[i] || Math.Abs(result[i] - truth) <= bound,
                $"{name}({source[i]:R}) is {truth:R}, not {result[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_element_does_not_depend_on_its_position_or_the_length(string name)
    {
        var function = Cases[name].Function;
        var source = Samples().AsSpan(0, 200).ToArray();
        var whole = new float[source.Length];
        function(source, whole);
        foreach (var length in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 130])
        {
            for (var start = 0; start < 20; start++)
            {
                var part = source.AsSpan(start, length).ToArray();
                function(part, part);
                Assert.Equal(whole.AsSpan(start, length), part.AsSpan());
            }
        }
    }

    [Theory]
    [InlineData("tanh", -1, 1)]
    [InlineData("sigmoid", 0, 1)]
    [InlineData("exp", 0, float.PositiveInfinity)]
    [InlineData("relu", 0, float.PositiveInfinity)]
    [InlineData("silu", 0, float.PositiveInfinity)]
    [InlineData("gelu", 0, float.PositiveInfinity)]
    [InlineData("lecunTanh", -1.7159f, 1.7159f)]
    [InlineData("softplus", 0, float.PositiveInfinity)]
    public void Infinities_give_limits_and_NaN_gives_NaN(string name, float low, float high)
    {
        var result = new float[4];
        Cases[name].Function([float.NegativeInfinity, float.PositiveInfinity, float.NaN, -float.NaN], result);
        Assert.Equal(low, result[0]);
        Assert.Equal(high, result[1]);
        Assert.True(float.IsNaN(result[2]) && float.IsNaN(result[3]));
    }

    [Fact]
    public void Tanh_is_odd_and_within_one()
    {
        var source = Samples();
        var (plus, minus) = (new float[source.Length], Array.ConvertAll(source, x => -x));
        Activations.Tanh(source, plus);
        Activations.Tanh(minus, minus);
        Assert.Equal(plus, Array.ConvertAll(minus, x => -x));
        Assert.All(plus, y => Assert.InRange(y, -1, 1));
    }

    [Fact]
    public void All_widths_give_the_same_bits()
    {
        var source = Samples();
        var result = new float[source.Length];
        foreach (var (name, (function, _, _, _)) in Cases)
        {
            function(source, result);
            for (var i = 0; i < source.Length; i++)
            {
                Assert.True(Alone(name, source[i]).Equals(result[i]), $"{name}({source[i]:R}) depends on the width");
            }
        }
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentException>(() => Activations.Tanh(new float[3], new float[2]));

    private static float Alone(string name, float x) => name switch
    {
        "tanh" => VectorMath<ScalarLane, float>.Tanh(x),
        "sigmoid" => VectorMath<ScalarLane, float>.Sigmoid(x),
        "sin" => Math.Abs(x) <= VectorMath<ScalarLane, float>.LargestAngle ? VectorMath<ScalarLane, float>.Sin(x) : MathF.Sin(x),
        "exp" => VectorMath<ScalarLane, float>.Exp(x),
        "relu" => VectorMath<ScalarLane, float>.Relu(x),
        "silu" => VectorMath<ScalarLane, float>.Silu(x),
        "gelu" => VectorMath<ScalarLane, float>.Gelu(x),
        "lecunTanh" => VectorMath<ScalarLane, float>.LecunTanh(x),
        _ => VectorMath<ScalarLane, float>.Softplus(x),
    };

    private static float[] Samples()
    {
        var samples = new List<float>();
        for (var i = -2000; i <= 2000; i++)
        {
            samples.Add(i / 97f);
            samples.Add(i / 19f);
            samples.Add(MathF.CopySign(MathF.Exp((Math.Abs(i) / 50f) - 30), i));
        }

        samples.AddRange([0, -0f, float.Epsilon, -float.Epsilon, 1e30f, -1e30f, float.MaxValue, float.MinValue]);
        return [.. samples];
    }

    private static double LogOnePlus(double z) => z < 1e-5 ? z - (z * z / 2) + (z * z * z / 3) : Math.Log(1 + z);

    /// <summary>By the series of Abramowitz and Stegun 26.2.10 near zero and the continued fraction 26.2.14 beyond.</summary>
    private static double NormalDistribution(double x)
    {
        var density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        var size = Math.Abs(x);
        if (size > 4)
        {
            var fraction = size;
            for (var k = 60; k > 0; k--)
            {
                fraction = size + (k / fraction);
            }

            return x > 0 ? 1 - (density / fraction) : density / fraction;
        }

        var (sum, term) = (x, x);
        for (var n = 1; n < 120; n++)
        {
            term *= x * x / ((2 * n) + 1);
            sum += term;
        }

        return 0.5 + (density * sum);
    }
}
