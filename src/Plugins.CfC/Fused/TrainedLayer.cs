using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>
/// Linear layers side by side with their weights packed twice: [in, out] to go forward and [out, in] to go back, each
/// layer's outputs and all inputs padded to whole vectors with zeros.
/// </summary>
internal sealed unsafe class TrainedLayer<TLanes, TVector> : IDisposable
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly (Tensor Weight, Tensor Bias)[] _layers;
    private readonly Tensor? _mask;
    private readonly int _outputs;
    private readonly AlignedMemory _forward;
    private readonly AlignedMemory _backward;
    private readonly AlignedMemory _bias;

    /// <param name="layers">Weights [out, in] and biases [out], all of one size.</param>
    /// <param name="mask">Multiplies the first two layers' weights; null for none.</param>
    /// <param name="isFirst">Whether the inputs lie without padding, as they enter the cell.</param>
    public TrainedLayer((Tensor Weight, Tensor Bias)[] layers, Tensor? mask, bool isFirst)
    {
        _layers = layers;
        _mask = mask;
        _outputs = layers[0].Bias.Length;
        Inputs = layers[0].Weight.Shape[1];
        LayerWidth = Padded(_outputs);
        Width = layers.Length * LayerWidth;
        InputsWidth = Padded(Inputs);
        InputsRow = isFirst ? Inputs : InputsWidth;
        _forward = new AlignedMemory(Inputs * Width);
        _backward = new AlignedMemory(Width * (InputsWidth + TLanes.Count));
        _bias = new AlignedMemory(Width);
    }

    /// <summary>Inputs of each layer.</summary>
    public int Inputs { get; }

    /// <summary>Floats of inputs, padding included.</summary>
    public int InputsWidth { get; }

    /// <summary>From a row of inputs to the next.</summary>
    public int InputsRow { get; }

    /// <summary>Floats of one layer's outputs, padding included.</summary>
    public int LayerWidth { get; }

    /// <summary>Floats of all outputs.</summary>
    public int Width { get; }

    /// <summary>Floats of a gradient: [<see cref="Width"/>, <see cref="InputsRow"/>] and the biases behind it.</summary>
    public int GradientLength => (Width * InputsRow) + Width;

    /// <summary>A size filled up to whole vectors.</summary>
    public static int Padded(int floats) => (floats + TLanes.Count - 1) / TLanes.Count * TLanes.Count;

    /// <summary>Takes the tensors' present values.</summary>
    public void Pack()
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var weight = _layers[layer].Weight.Values;
            var bias = _layers[layer].Bias.Values;
            var mask = layer < 2 && _mask is not null ? _mask.Values : default;
            bias.CopyTo(_bias.Span[(layer * LayerWidth)..]);
            for (var output = 0; output < _outputs; output++)
            {
                var column = (layer * LayerWidth) + output;
                for (var input = 0; input < Inputs; input++)
                {
                    var i = (output * Inputs) + input;
                    var value = mask.IsEmpty ? weight[i] : weight[i] * mask[i];
                    _forward.Start[(input * Width) + column] = value;
                    _backward.Start[(column * InputsWidth) + input] = value;
                }
            }
        }
    }

    /// <summary>y = bias + x weight for the first <paramref name="count"/> inputs.</summary>
    public void Forward(float* x, int count, float* y, int rows)
    {
        var operands = new TileOperands(count, InputsRow, 1, Width, 0, Width);
        RowsProduct<TLanes, TVector>.Multiply(operands, x, _forward.Start, _bias.Start, y, rows, Width / TLanes.Count);
    }

    /// <summary>y += x weight for the inputs from <paramref name="first"/> on.</summary>
    public void Continue(float* x, int first, float* y, int rows)
    {
        var operands = new TileOperands(Inputs - first, InputsRow, 1, Width, Width, Width);
        RowsProduct<TLanes, TVector>.Multiply(operands, x + first, _forward.Start + (first * Width), y, y, rows, Width / TLanes.Count);
    }

    /// <summary>dx = dy weight for so many inputs from <paramref name="first"/> on; what fills dx up to whole vectors has no meaning.</summary>
    public void Backward(float* dy, float* zeros, int first, int count, float* dx, int rows)
    {
        var operands = new TileOperands(Width, Width, 1, InputsWidth, 0, Padded(count));
        RowsProduct<TLanes, TVector>.Multiply(operands, dy, _backward.Start + first, zeros, dx, rows, Padded(count) / TLanes.Count);
    }

    /// <summary>The gradient of weights and biases over all rows: dweight = dy^T x, one long product.</summary>
    public void Gradient(float* dy, float* x, int rows, float* gradient)
    {
        var weights = new Span<float>(gradient, Width * InputsRow);
        var left = new ReadOnlySpan<float>(dy, rows * Width);
        var right = new ReadOnlySpan<float>(x, rows * InputsRow);
        MatrixProduct.Multiply(left, right, weights, Width, InputsRow, rows, transposeA: true);
        Columns<TLanes, TVector>.Sum(dy, Width, rows, gradient + weights.Length);
    }

    /// <summary>Adds a gradient to the tensors'.</summary>
    public void Add(ReadOnlySpan<float> gradient)
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var weight = _layers[layer].Weight.Gradient;
            var bias = _layers[layer].Bias.Gradient;
            var mask = layer < 2 && _mask is not null ? _mask.Values : default;
            for (var output = 0; output < _outputs; output++)
            {
                var from = gradient.Slice(((layer * LayerWidth) + output) * InputsRow, Inputs);
                for (var input = 0; input < Inputs; input++)
                {
                    var i = (output * Inputs) + input;
                    weight[i] += mask.IsEmpty ? from[input] : from[input] * mask[i];
                }

                bias[output] += gradient[(Width * InputsRow) + (layer * LayerWidth) + output];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
        _bias.Dispose();
    }
}
