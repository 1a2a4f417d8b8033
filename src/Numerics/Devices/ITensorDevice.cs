using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices;

/// <summary>
/// Where tensors lie and operations on them are computed: the managed arithmetic of this library, or another processor behind the same
/// operations. Networks, losses and optimisers are written once, in terms of <see cref="Tensor"/>, whose operations go to the device that is in use
/// on the thread (<see cref="TensorDevice.Use"/>). Arguments arrive here checked: shapes fit, dimensions are not below 0. What is computed and its
/// gradients are described where the operation is, at <see cref="Tensor"/>. A device is used by one thread at a time.
/// </summary>
public interface ITensorDevice
{
    /// <summary>What it is, in words: "managed", "libtorch on cuda:0".</summary>
    string Name { get; }

    /// <summary>Brings elements to the device, where they stay until the scope is over, or longer where they are kept.</summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The dimensions.</param>
    IDeviceValues Upload(ReadOnlySpan<float> values, ReadOnlySpan<int> shape);

    /// <summary>Begins a scope: results that are made until it is disposed are given back then. Null where there is nothing to give back.</summary>
    IDisposable? OpenScope();

    /// <summary>y = f(x).</summary>
    Tensor Map(ElementFunction function, Tensor x);

    /// <summary>a and b, element by element; shapes broadcast as in NumPy.</summary>
    Tensor Combine(Arithmetic operation, Tensor a, Tensor b);

    /// <summary>The sum of all elements.</summary>
    Tensor Sum(Tensor x);

    /// <summary>The mean of all elements.</summary>
    Tensor Mean(Tensor x);

    /// <summary>The Euclidean norm of all elements; the derivative at 0 is 0.</summary>
    Tensor Norm(Tensor x);

    /// <summary>The sums along a dimension, which goes.</summary>
    Tensor Sum(Tensor x, int dimension);

    /// <summary>exp(x) over its sum along the last dimension.</summary>
    Tensor Softmax(Tensor x);

    /// <summary>The logarithm of it.</summary>
    Tensor LogSoftmax(Tensor x);

    /// <summary>The same elements in another shape.</summary>
    Tensor Reshape(Tensor x, int[] shape);

    /// <summary>Exchanges two dimensions.</summary>
    Tensor Transpose(Tensor x, int first, int second);

    /// <summary>The elements from <paramref name="start"/> on along a dimension.</summary>
    Tensor Slice(Tensor x, int dimension, int start, int length);

    /// <summary>Joins tensors along a dimension.</summary>
    /// <param name="dimension">Which.</param>
    /// <param name="parts">At least one.</param>
    /// <param name="shape">Of the result.</param>
    Tensor Concat(int dimension, Tensor[] parts, int[] shape);

    /// <summary>From [batch, rows, width] one row of each of the batch: [batch, width].</summary>
    Tensor PickRows(Tensor x, int[] rows);

    /// <summary>Some rows of [rows, ..], in the order that they are asked for.</summary>
    Tensor TakeRows(Tensor table, int[] rows);

    /// <summary>Writes rows of [rows, ..] in place and without gradients; no row is named twice.</summary>
    void PutRows(Tensor table, int[] rows, Tensor values);

    /// <summary>[.., m, k] by [k, n], or by [.., k, n] with equal leading dimensions.</summary>
    Tensor MatMul(Tensor a, Tensor b);

    /// <summary>x weight^T: [.., in] by [out, in].</summary>
    Tensor Linear(Tensor x, Tensor weight);

    /// <summary>Sets elements to 0 with a probability, and scales the others.</summary>
    Tensor Dropout(Tensor x, double probability, RandomSource random);

    /// <summary>length * direction / |direction|, a row at a time.</summary>
    Tensor NormalizeWeight(Tensor direction, Tensor length);

    /// <summary>The mean of -log softmax(logits)[label] over labelled rows, weighted.</summary>
    /// <param name="logits">[rows.., classes].</param>
    /// <param name="labels">[rows..]: the right class, or -1.</param>
    /// <param name="weights">[rows..]: what each counts; 0 where there is no label.</param>
    Tensor CrossEntropy(Tensor logits, int[] labels, float[] weights);

    /// <summary>(x - mean) / sqrt(variance + epsilon) * scale + shift, and what follows.</summary>
    /// <param name="x">[batch, channels, positions..].</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="over">What shares a mean and a variance.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="then">What follows; null for nothing.</param>
    /// <returns>The result, and the means and variances, one for each set that shares one.</returns>
    (Tensor Y, Tensor Means, Tensor Variances) Standardize(
        Tensor x, Tensor scale, Tensor shift, StandardizedOver over, double epsilon, Rectification? then);

    /// <summary>Convolves [batch, inputs, signal..] with [outputs, inputs, kernel..].</summary>
    Tensor Convolve(ConvolutionShape shape, Tensor x, Tensor weight, Tensor? bias, ConvolutionPath path);

    /// <summary>Makes what serves all convolutions without padding by kernels that stay; see <see cref="ValidConvolution"/>.</summary>
    /// <param name="weight">[outputs, inputs, kernel]; depthwise [channels, 1, kernel].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="length">The length of the signals.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own.</param>
    IPreparedConvolution Prepare(Tensor weight, Tensor? bias, int length, bool isDepthwise);

    /// <summary>Mixes the channels of each position of [batch, inputs, positions..] by [outputs, inputs].</summary>
    Tensor ConvolvePoints(Tensor x, Tensor weight, Tensor bias);

    /// <summary>Convolves [inputs, samples] with a kernel that was sampled for each pair of samples, [outputs, inputs, pairs].</summary>
    Tensor ConvolveIrregularly(Tensor x, Tensor kernel, Tensor bias, LagPairs pairs, bool isDepthwise);

    /// <summary>Adds the derivatives of a scalar to the gradients of the tensors it was made from.</summary>
    void Backward(Tensor loss);

    /// <summary>The Euclidean norm of all gradients, as one.</summary>
    double GradientNorm(IReadOnlyList<Parameter> parameters);

    /// <summary>Multiplies all gradients.</summary>
    void ScaleGradients(IReadOnlyList<Parameter> parameters, float factor);

    /// <summary>A step of <see cref="Adam"/> or <see cref="AdamW"/>.</summary>
    void Update(in AdamUpdate update, Tensor parameter, Tensor first, Tensor second);

    /// <summary>A step of <see cref="RmsProp"/>.</summary>
    void Update(in RmsPropUpdate update, Tensor parameter, Tensor square, Tensor? velocity);

    /// <summary>A step of <see cref="Sgd"/>.</summary>
    void Update(in SgdUpdate update, Tensor parameter, Tensor? velocity);

    /// <summary>moved += part * (target - moved), in place and without gradients.</summary>
    void MoveTowards(Tensor moved, Tensor target, float part);
}
