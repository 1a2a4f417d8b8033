using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using static StreamHost.Numerics.Tests.Tensors.GradientCheck;

namespace StreamHost.Numerics.Tests.Tensors;

public sealed class TensorGradientTests
{
    public static TheoryData<string> Functions() => [.. OneArgument.Keys];

    public static TheoryData<int[], int[]> BroadcastShapes() => new()
    {
        { [3, 4], [3, 4] },
        { [3, 4], [4] },
        { [4], [3, 4] },
        { [3, 4], [3, 1] },
        { [3, 1], [1, 4] },
        { [2, 3, 4], [3, 1] },
        { [2, 1, 4], [3, 1] },
        { [2, 3, 17], [2, 1, 17] },
        { [5], [] },
        { [], [] },
        { [1, 1], [3] },
        { [0, 4], [4] },
        { [3, 0], [3, 1] },
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> OneArgument = new()
    {
        ["-x"] = x => -x,
        ["tanh"] = x => x.Tanh(),
        ["sigmoid"] = x => x.Sigmoid(),
        ["relu"] = x => x.Relu(),
        ["gelu"] = x => x.Gelu(),
        ["silu"] = x => x.Silu(),
        ["lecun_tanh"] = x => x.LecunTanh(),
        ["softplus"] = x => x.Softplus(),
        ["exp"] = x => x.Exp(),
        ["sin"] = x => x.Sin(),
        ["norm"] = x => x.Norm(),
        ["cos"] = x => x.Cos(),
        ["leaky_relu"] = x => x.LeakyRelu(),
        ["square"] = x => x.Square(),
        ["abs"] = x => x.Abs(),
        ["log"] = x => (x.Abs() + 0.5f).Log(),
        ["sqrt"] = x => (x.Abs() + 0.5f).Sqrt(),
        ["sum"] = x => x.Sum(),
        ["mean"] = x => x.Mean(),
        ["sum(0)"] = x => x.Sum(0),
        ["sum(1)"] = x => x.Sum(1),
        ["sum(-1)"] = x => x.Sum(-1),
        ["softmax"] = x => x.Softmax(),
        ["log softmax"] = x => x.LogSoftmax(),
        ["reshape"] = x => x.Reshape(4, -1),
        ["transpose(0, 1)"] = x => x.Transpose(0, 1),
        ["transpose(0, 2)"] = x => x.Transpose(0, -1),
        ["transpose(1, 1)"] = x => x.Transpose(1, 1),
        ["slice"] = x => x.Slice(1, 1, 2),
        ["empty slice"] = x => x.Slice(2, 4, 0),
        ["concat with itself"] = x => Tensor.Concat(1, x, x * x, x),
        ["stack with itself"] = x => Tensor.Stack(-1, x, x.Tanh()),
        ["dropout"] = x => x.Dropout(0.5, new RandomSource(3)),
        ["1 - x"] = x => 1 - x,
        ["2 / x"] = x => 2 / x.Exp(),
        ["x used twice"] = x => (x * x) + (x.Tanh() * x.Sum(0)),
        ["cross entropy"] = x => Losses.CrossEntropy(x, [0, 3, -1, 1, 2, 2]),
        ["weighted cross entropy"] = x => Losses.CrossEntropy(x, [0, 3, -1, 1, 2, 2], [0.5f, 2, 0, 1]),
        ["linear without bias"] = x => Tensor.Linear(x, PositivePoints(5, 3, 4)),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Gradient_is_the_slope_of_the_values(string function) => Verify(x => OneArgument[function](x[0]), Points(1, 2, 3, 4));

    [Theory]
    [MemberData(nameof(BroadcastShapes))]
    public void Gradients_of_arithmetic_sum_over_what_was_repeated(int[] left, int[] right)
    {
        Verify(x => x[0] + x[1], Points(1, left), Points(2, right));
        Verify(x => x[0] - x[1], Points(1, left), Points(2, right));
        Verify(x => x[0] * x[1], Points(1, left), Points(2, right));
        Verify(x => x[0] / x[1], Points(1, left), PositivePoints(2, right));
    }

    [Fact]
    public void Gradients_of_products()
    {
        Verify(x => Tensor.MatMul(x[0], x[1]), Points(1, 3, 5), Points(2, 5, 4));
        Verify(x => Tensor.MatMul(x[0], x[1]), Points(1, 2, 3, 5), Points(2, 5, 4));
        Verify(x => Tensor.MatMul(x[0], x[1]), Points(1, 2, 3, 5), Points(2, 2, 5, 4));
        Verify(x => Tensor.MatMul(x[0], x[1]), Points(1, 3, 0), Points(2, 0, 4));
        Verify(x => Tensor.Linear(x[0], x[1], x[2]), Points(1, 2, 3, 5), Points(2, 4, 5), Points(3, 4));
        Verify(x => Tensor.Linear(x[0], x[1], x[2]), Points(1, 5), Points(2, 4, 5), Points(3, 4));
    }

    [Fact]
    public void Gradients_of_joins_go_to_every_part()
    {
        Verify(x => Tensor.Concat(1, x), Points(1, 2, 3, 2), Points(2, 2, 1, 2), Points(3, 2, 0, 2));
        Verify(x => Tensor.Stack(0, x), Points(1, 2, 3), Points(2, 2, 3));
        Verify(x => Tensor.Stack(1, x), Points(1, 2, 3), Points(2, 2, 3));
    }

    [Fact]
    public void Gradient_of_the_mean_squared_error() =>
        Verify(x => Losses.MeanSquaredError(x[0], x[1]), Points(1, 3, 4), Points(2, 3, 4));

    [Fact]
    public void Weight_normalisation_has_its_slopes() =>
        Verify(inputs => WeightNormalization.Apply(inputs[0], inputs[1]), Points(1, 4, 3), Points(2, 4));

    [Fact]
    public void A_direction_of_one_input_has_no_gradient()
    {
        var (direction, length) = (Points(1, 5, 1), Points(2, 5));
        (WeightNormalization.Apply(direction, length) * Points(3, 5, 1)).Sum().Backward();
        Assert.All(direction.Gradient.ToArray(), slope => Assert.Equal(0, slope));
    }
}
