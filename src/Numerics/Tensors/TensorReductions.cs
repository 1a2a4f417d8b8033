using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>Sums, in double and in an order that does not change, and what is built on them.</summary>
public sealed partial class Tensor
{
    /// <summary>The sum of all elements, a scalar; 0 if there is none.</summary>
    public Tensor Sum() => TensorDevice.Current.Sum(this);

    /// <summary>The mean of all elements, a scalar; NaN if there is none.</summary>
    public Tensor Mean() => TensorDevice.Current.Mean(this);

    /// <summary>The Euclidean norm of all elements, a scalar; the derivative at 0 is 0.</summary>
    public Tensor Norm() => TensorDevice.Current.Norm(this);

    /// <summary>The sums along a dimension, which goes: [a, b, c].Sum(1) is [a, c].</summary>
    /// <param name="dimension">Which; below 0 counts from the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public Tensor Sum(int dimension) => TensorDevice.Current.Sum(this, Dimension(dimension));

    /// <summary>exp(x) over its sum along the last dimension.</summary>
    /// <exception cref="ArgumentException">It is a scalar.</exception>
    public Tensor Softmax() => TensorDevice.Current.Softmax(RequireLastDimension());

    /// <summary>The logarithm of <see cref="Softmax()"/>, exact where that underflows.</summary>
    /// <exception cref="ArgumentException">It is a scalar.</exception>
    public Tensor LogSoftmax() => TensorDevice.Current.LogSoftmax(RequireLastDimension());

    private Tensor RequireLastDimension() => Rank > 0 ? this : throw new ArgumentException("A scalar has no last dimension.");
}
