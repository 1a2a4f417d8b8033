using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Ten_thousand_operations_in_a_chain_bring_a_gradient_back()
    {
        var x = GradientCheck.Points(1, 3);
        var y = x;
        for (var i = 0; i < 10_000; i++)
        {
            y = y + (x * 0.001f);
        }

        y.Sum().Backward();
        Assert.All(x.Gradient.ToArray(), gradient => Assert.Equal(11, gradient, 1e-2));
    }

    [Fact]
    public void Backward_passes_add_to_parameters_and_not_to_what_lies_between()
    {
        var x = Parameter(2, 3);
        var between = x * x;
        var sum = between.Sum();
        sum.Backward();
        sum.Backward();
        between.Mean().Backward();
        Assert.Equal([10f, 15f], x.Gradient.ToArray());
        if (TensorDevice.Current == TensorDevice.Managed)
            Assert.Equal([0.5f, 0.5f], between.Gradient.ToArray());
        x.ClearGradient();
        Assert.Equal([0f, 0f], x.Gradient.ToArray());
    }

    [Fact]
    public void A_tensor_that_needs_no_gradient_gets_none()
    {
        var constant = Tensor.FromValues([1, 2], 2);
        var x = Parameter(3, 4);
        (constant * x).Sum().Backward();
        Assert.Equal([0f, 0f], constant.Gradient.ToArray());
        Assert.Equal([1f, 2f], x.Gradient.ToArray());
        Assert.False((constant * 2).RequiresGradient);
    }

    [Fact]
    public void Only_a_scalar_has_a_derivative() => Assert.Throws<InvalidOperationException>(() => Parameter(1, 2).Backward());

    [Fact]
    public void Parts_and_joins_keep_row_major_order()
    {
        var x = Tensor.FromValues([0, 1, 2, 3, 4, 5], 2, 3);
        Check(x.Transpose(0, 1), [0, 3, 1, 4, 2, 5], 3, 2);
        Check(x.Slice(1, 1, 2), [1, 2, 4, 5], 2, 2);
        Check(x.Slice(-2, 1, 1), [3, 4, 5], 1, 3);
        Check(x.Slice(0, 2, 0), [], 0, 3);
        Check(x.Reshape(3, -1), [0, 1, 2, 3, 4, 5], 3, 2);
        Check(Tensor.Concat(1, x, x.Slice(1, 0, 1)), [0, 1, 2, 0, 3, 4, 5, 3], 2, 4);
        Check(Tensor.Concat(0, x, x), [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], 4, 3);
        Check(Tensor.Stack(0, x, -x), [0, 1, 2, 3, 4, 5, 0, -1, -2, -3, -4, -5], 2, 2, 3);
        Check(Tensor.Stack(-1, x, -x), [0, 0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5], 2, 3, 2);
        Check(x.Reshape(1, 2, 3).Transpose(0, 2), [0, 3, 1, 4, 2, 5], 3, 2, 1);
    }

    [Fact]
    public void Sums_go_over_one_dimension_or_all()
    {
        var x = Tensor.FromValues([0, 1, 2, 3, 4, 5], 2, 3);
        Check(x.Sum(), [15]);
        Check(x.Mean(), [2.5f]);
        Check(x.Sum(0), [3, 5, 7], 3);
        Check(x.Sum(-1), [3, 12], 2);
        Check(new Tensor(2, 0).Sum(1), [0, 0], 2);
        Check(new Tensor(0).Sum(), [0]);
        Check(new Tensor(0).Mean(), [float.NaN]);
    }

    [Fact]
    public void Sums_do_not_lose_small_numbers()
    {
        var values = new float[1 << 20];
        values.AsSpan().Fill(0.1f);
        values[0] = 1e7f;
        Assert.Equal(1e7f + (0.1f * ((1 << 20) - 1)), Tensor.FromValues(values, values.Length).Sum().Values[0], 1f);
    }

    [Fact]
    public void Softmax_stands_large_numbers()
    {
        var x = Tensor.FromValues([1000, 1000, -1000, 0, 0, float.NegativeInfinity], 2, 3);
        Check(x.Softmax(), [0.5f, 0.5f, 0, 0.5f, 0.5f, 0], 2, 3);
        var half = -MathF.Log(2);
        Check(x.LogSoftmax(), [half, half, -2000 + half, half, half, float.NegativeInfinity], 2, 3);
    }

    [Fact]
    public void Gradients_at_the_far_ends_are_finite()
    {
        Func<Tensor, Tensor>[] functions =
            [x => x.Tanh(), x => x.Sigmoid(), x => x.Relu(), x => x.Gelu(), x => x.Silu(), x => x.LecunTanh(), x => x.Softplus(), x => x.Abs()];
        foreach (var function in functions)
        {
            var x = Parameter(-1e4f, -100, -1e-38f, 0, 1e-38f, 100, 1e4f);
            function(x).Sum().Backward();
            Assert.All(x.Gradient.ToArray(), gradient => Assert.InRange(gradient, -1.5f, 1.5f));
        }
    }

    [Fact]
    public void Kinks_have_the_derivatives_of_PyTorch()
    {
        var x = Parameter(0f);
        (x.Relu() + x.Abs()).Backward();
        Assert.Equal(0, x.Gradient[0]);
    }

    [Fact]
    public void Dropout_keeps_the_expectation_and_repeats_with_its_source()
    {
        var ones = new Tensor(10_000);
        ones.Values.Fill(1);
        var dropped = ones.Dropout(0.25, new RandomSource(8));
        Assert.InRange(dropped.Mean().Values[0], 0.97, 1.03);
        Assert.Equal([0f, 1 / 0.75f], dropped.Values.ToArray().Distinct().Order());
        Assert.Equal(dropped.Values.ToArray(), ones.Dropout(0.25, new RandomSource(8)).Values.ToArray());
        Assert.Same(ones, ones.Dropout(0.25, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => ones.Dropout(1, null));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_their_names()
    {
        var x = new Tensor(2, 3);
        Assert.Contains("[2, 3] and [2]", Assert.Throws<ArgumentException>(() => x + new Tensor(2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Tensor.MatMul(x, x));
        Assert.Throws<ArgumentException>(() => Tensor.MatMul(new Tensor(2, 2, 3), new Tensor(3, 3, 2)));
        Assert.Throws<ArgumentException>(() => Tensor.Linear(x, new Tensor(3, 2)));
        Assert.Throws<ArgumentException>(() => Tensor.Linear(x, new Tensor(4, 3), new Tensor(3)));
        Assert.Throws<ArgumentException>(() => Tensor.Concat(0, x, new Tensor(2, 4)));
        Assert.Throws<ArgumentException>(() => Tensor.Concat(0));
        Assert.Throws<ArgumentException>(() => Tensor.Stack(0, x, new Tensor(3, 2)));
        Assert.Throws<ArgumentException>(() => x.Reshape(4, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Slice(1, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Slice(2, 0, 1));
        Assert.Throws<ArgumentException>(() => Losses.MeanSquaredError(x, new Tensor(3)));
        Assert.Throws<ArgumentException>(() => Tensor.FromValues([1, 2, 3], 2));
    }

    private static Tensor Parameter(params float[] values)
    {
        var tensor = Tensor.FromValues(values, values.Length == 1 ? [] : [values.Length]);
        tensor.RequiresGradient = true;
        return tensor;
    }

    private static void Check(Tensor actual, float[] values, params int[] shape)
    {
        Assert.Equal(shape, actual.Shape.ToArray());
        Assert.Equal(values, actual.Values.ToArray(), (a, b) => a.Equals(b) || MathF.Abs(a - b) <= 1e-6f * MathF.Abs(a));
    }
}
