using StreamHost.Numerics.Tensors;
using TorchSharp;

namespace StreamHost.Torch;

/// <summary>Parts, joins and other arrangements.</summary>
internal sealed partial class TorchDevice
{
    /// <inheritdoc/>
    public Tensor Reshape(Tensor x, int[] shape) => Result(Of(x).reshape(Array.ConvertAll(shape, size => (long)size)));

    /// <inheritdoc/>
    public Tensor Transpose(Tensor x, int first, int second) => Result(Of(x).transpose(first, second).contiguous());

    /// <inheritdoc/>
    public Tensor Slice(Tensor x, int dimension, int start, int length) => Result(Of(x).narrow(dimension, start, length));

    /// <inheritdoc/>
    public Tensor Concat(int dimension, Tensor[] parts, int[] shape) => Result(torch.cat(Array.ConvertAll(parts, Of), dimension));

    /// <inheritdoc/>
    public Tensor PickRows(Tensor x, int[] rows)
    {
        var values = Of(x);
        var index = Whole(rows).view(rows.Length, 1, 1).expand(rows.Length, 1, values.shape[2]);
        return Result(values.gather(1, index).squeeze(1));
    }
}
