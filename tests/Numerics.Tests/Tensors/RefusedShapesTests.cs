using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Tensors;

/// <summary>What does not fit is refused before any device sees it: a library behind one may end the process at it.</summary>
public sealed class RefusedShapesTests
{
    private const int Many = 1 << 16;

    private static readonly LagPairs Pairs = new([0, 1, 2], reach: 1);

    private static readonly Dictionary<string, Func<Tensor>> Cases = new()
    {
        ["a negative dimension"] = () => T(2, -1),
        ["a tensor too large"] = () => T(Many, Many),
        ["values that the shape does not hold"] = () => Tensor.FromValues([1, 2, 3], 2),
        ["a + b"] = () => T(2, 3) + T(2),
        ["a - b"] = () => T(2, 3) - T(3, 2),
        ["a * b"] = () => T(2, 3) * T(4, 3),
        ["a / b"] = () => T(1, 2, 3) / T(2, 1, 2),
        ["a + b, none against two"] = () => T(0) + T(2),
        ["a * b, too large"] = () => T(Many, 1) * T(1, Many),
        ["move towards"] = () => { T(2, 3).MoveTowards(T(3), 0.5f); return T(); },
        ["matrices of vectors"] = () => Tensor.MatMul(T(3), T(3, 2)),
        ["matrices by a vector"] = () => Tensor.MatMul(T(2, 3), T(3)),
        ["matrices, inner sizes"] = () => Tensor.MatMul(T(2, 3), T(2, 3)),
        ["matrices, leading sizes"] = () => Tensor.MatMul(T(2, 2, 3), T(3, 3, 2)),
        ["matrices, leading dimensions"] = () => Tensor.MatMul(T(2, 3), T(1, 3, 2)),
        ["matrices, too large"] = () => Tensor.MatMul(T(Many, 1), T(1, Many)),
        ["linear of a scalar"] = () => Tensor.Linear(T(), T(2, 1)),
        ["linear, inputs"] = () => Tensor.Linear(T(2, 3), T(3, 2)),
        ["linear, rank of the weight"] = () => Tensor.Linear(T(2, 3), T(3)),
        ["linear, bias"] = () => Tensor.Linear(T(2, 3), T(4, 3), T(3)),
        ["linear, bias of one"] = () => Tensor.Linear(T(2, 3), T(4, 3), T(1)),
        ["linear, too large"] = () => Tensor.Linear(T(Many, 1), T(Many, 1)),
        ["sum of no dimension"] = () => T(2, 3).Sum(2),
        ["sum of no dimension from behind"] = () => T(2, 3).Sum(-3),
        ["sum of a scalar's dimension"] = () => T().Sum(0),
        ["softmax of a scalar"] = () => T().Softmax(),
        ["log softmax of a scalar"] = () => T().LogSoftmax(),
        ["reshape to more"] = () => T(2, 3).Reshape(7),
        ["reshape to what does not divide"] = () => T(2, 3).Reshape(4, -1),
        ["reshape with two open"] = () => T(2, 3).Reshape(-1, -1),
        ["reshape below zero"] = () => T(2, 3).Reshape(-2, -3),
        ["reshape, too large"] = () => T(2, 3).Reshape(Many, Many),
        ["transpose"] = () => T(2, 3).Transpose(0, 2),
        ["transpose from behind"] = () => T(2, 3).Transpose(-3, 0),
        ["slice of no dimension"] = () => T(2, 3).Slice(2, 0, 1),
        ["slice before the start"] = () => T(2, 3).Slice(1, -1, 1),
        ["slice over the end"] = () => T(2, 3).Slice(1, 2, 2),
        ["slice far over the end"] = () => T(2, 3).Slice(1, 2, int.MaxValue),
        ["slice of less than nothing"] = () => T(2, 3).Slice(1, 2, -1),
        ["concat of none"] = () => Tensor.Concat(0),
        ["concat, other sizes"] = () => Tensor.Concat(0, T(2, 3), T(2, 4)),
        ["concat, ranks"] = () => Tensor.Concat(0, T(2, 3), T(3)),
        ["concat of scalars"] = () => Tensor.Concat(0, T(), T()),
        ["concat along no dimension"] = () => Tensor.Concat(2, T(2, 3), T(2, 3)),
        ["stack of none"] = () => Tensor.Stack(0),
        ["stack, shapes"] = () => Tensor.Stack(0, T(2, 3), T(3, 2)),
        ["stack along no dimension"] = () => Tensor.Stack(3, T(2, 3), T(2, 3)),
        ["stack along no dimension from behind"] = () => Tensor.Stack(-4, T(2, 3), T(2, 3)),
        ["rows of a matrix"] = () => T(2, 3).PickRows(0, 1),
        ["rows of fewer samples"] = () => T(2, 3, 1).PickRows(0),
        ["a row behind the last"] = () => T(2, 3, 1).PickRows(0, 3),
        ["a row before the first"] = () => T(2, 3, 1).PickRows(0, -1),
        ["dropout of all"] = () => T(2).Dropout(1, new RandomSource(1)),
        ["dropout of no share"] = () => T(2).Dropout(double.NaN, new RandomSource(1)),
        ["labels of a scalar"] = () => Losses.CrossEntropy(T(), [0]),
        ["fewer labels than rows"] = () => Losses.CrossEntropy(T(2, 3), [0]),
        ["labels of no classes"] = () => Losses.CrossEntropy(T(2, 0), [-1]),
        ["a label that is no class"] = () => Losses.CrossEntropy(T(2, 3), [0, 3]),
        ["class weights"] = () => Losses.CrossEntropy(T(2, 3), [0, 1], [1, 1]),
        ["squared error"] = () => Losses.MeanSquaredError(T(2, 3), T(3)),
        ["standardisation of a vector"] = () => Standardization.Apply(T(3), T(3), T(3), StandardizedOver.Batch, 1e-5),
        ["standardisation, scale"] = () => Standardization.Apply(T(2, 3, 4), T(4), T(3), StandardizedOver.Channels, 1e-5),
        ["standardisation, shift"] = () => Standardization.Apply(T(2, 3, 4), T(3), T(1), StandardizedOver.Sample, 1e-5),
        ["standardisation, what comes around"] = () =>
            Standardization.Apply(T(2, 3, 4), T(3), T(3), StandardizedOver.Sample, 1e-5, new Rectification(0, null, T(2, 3, 1))),
        ["standardisation, dropout"] = () => Standardization.Apply(T(2, 3, 4), T(3), T(3), StandardizedOver.Sample, 1e-5, new Rectification(1, new RandomSource(1))),
        ["weight normalisation, rank"] = () => WeightNormalization.Apply(T(2, 3, 4), T(2)),
        ["weight normalisation, lengths"] = () => WeightNormalization.Apply(T(2, 3), T(3)),
        ["convolution, channels"] = () => Convolution.Apply(T(1, 2, 9), T(4, 3, 5), null, [2]),
        ["convolution, dimensions"] = () => Convolution.Apply(T(1, 2, 9, 9), T(4, 2, 5), null, [2]),
        ["convolution of a matrix"] = () => Convolution.Apply(T(2, 9), T(2, 5), null, []),
        ["convolution in four dimensions"] = () => Convolution.Apply(T(1, 1, 2, 2, 2, 2), T(1, 1, 1, 1, 1, 1), null, [0, 0, 0, 0]),
        ["convolution, zeros"] = () => Convolution.Apply(T(1, 2, 9), T(4, 2, 5), null, [5]),
        ["convolution, zeros of other dimensions"] = () => Convolution.Apply(T(1, 2, 9), T(4, 2, 5), null, [2, 2]),
        ["convolution, bias"] = () => Convolution.Apply(T(1, 2, 9), T(4, 2, 5), T(2), [2]),
        ["convolution of nothing"] = () => Convolution.Apply(T(0, 2, 9), T(4, 2, 5), null, [2]),
        ["convolution without a kernel"] = () => Convolution.Apply(T(1, 2, 9), T(4, 2, 0), null, [0]),
        ["convolution, too large"] = () => Convolution.Apply(T(1, 1, Many), T(Many, 1, 1), null, [0]),
        ["depthwise convolution"] = () => Convolution.Apply(T(1, 2, 9), T(2, 2, 5), null, [2], isDepthwise: true),
        ["depthwise convolution, channels"] = () => Convolution.Apply(T(1, 2, 9), T(3, 1, 5), null, [2], isDepthwise: true),
        ["pointwise convolution, channels"] = () => PointwiseConvolution.Apply(T(1, 2, 9), T(4, 3), T(4)),
        ["pointwise convolution, bias"] = () => PointwiseConvolution.Apply(T(1, 2, 9), T(4, 2), T(2)),
        ["pointwise convolution, weight"] = () => PointwiseConvolution.Apply(T(1, 2, 9), T(4, 2, 1), T(4)),
        ["pointwise convolution of a vector"] = () => PointwiseConvolution.Apply(T(2), T(4, 2), T(4)),
        ["pointwise convolution, too large"] = () => PointwiseConvolution.Apply(T(1, 1, Many), T(Many, 1), T(Many)),
        ["irregular convolution, samples"] = () => IrregularConvolution.Apply(T(2, 4), T(3, 2, 5), T(3), Pairs),
        ["irregular convolution, channels"] = () => IrregularConvolution.Apply(T(2, 3), T(3, 1, 5), T(3), Pairs),
        ["irregular convolution, pairs"] = () => IrregularConvolution.Apply(T(2, 3), T(3, 2, 6), T(3), Pairs),
        ["irregular convolution, bias"] = () => IrregularConvolution.Apply(T(2, 3), T(3, 2, 5), T(1), Pairs),
        ["irregular depthwise convolution"] = () => IrregularConvolution.Apply(T(2, 3), T(3, 1, 5), T(3), Pairs, isDepthwise: true),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Shapes_that_do_not_fit_are_refused_before_a_device_sees_them(string name)
    {
        var reached = new List<string>();
        using var use = TensorDevice.Use(WatchedDevice.Make(TensorDevice.Current, reached.Add));
        var exception = Assert.ThrowsAny<ArgumentException>(() => Cases[name]());
        Assert.NotEmpty(exception.Message);
        Assert.Empty(reached);
    }

    private static Tensor T(params int[] shape) => new(shape);
}
