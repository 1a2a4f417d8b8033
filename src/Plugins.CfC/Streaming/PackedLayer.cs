using StreamHost.Numerics.Matrices;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Plugins.CfC.Streaming;

/// <summary>
/// Linear layers side by side, as one product: the weights lie as [inputs, outputs], each layer's outputs padded to
/// whole vectors.
/// </summary>
internal sealed unsafe class PackedLayer<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly float* _weights;
    private readonly float* _bias;
    private readonly int _inputs;

    /// <param name="block">Where the weights go.</param>
    /// <param name="layers">Weight [out, in] and bias [out], equal in their inputs.</param>
    public PackedLayer(WeightBlock block, params ReadOnlySpan<(float[] Weight, float[] Bias)> layers)
    {
        _inputs = layers[0].Weight.Length / layers[0].Bias.Length;
        foreach (var (_, bias) in layers)
            Vectors += VectorsOf(bias.Length);

        _bias = block.Take(Vectors);
        _weights = block.Take(_inputs * Vectors);
        var column = 0;
        foreach (var (weight, bias) in layers)
        {
            Fill(weight, bias, column);
            column += VectorsOf(bias.Length) * TLanes.Count;
        }
    }

    /// <summary>Vectors of outputs.</summary>
    public int Vectors { get; }

    /// <summary>Floats of outputs, padding included.</summary>
    public int Width => Vectors * TLanes.Count;

    /// <summary>The vectors that hold <paramref name="floats"/>.</summary>
    public static int VectorsOf(int floats) => (floats + TLanes.Count - 1) / TLanes.Count;

    /// <summary>y = bias + x weight.</summary>
    public void Apply(float* x, nint xRow, float* y, int rows)
    {
        var operands = new TileOperands(_inputs, xRow, 1, Width, 0, Width);
        RowsProduct<TLanes, TVector>.Multiply(operands, x, _weights, _bias, y, rows, Vectors);
    }

    /// <summary>Copies some floats; what is short costs no call.</summary>
    public static void Copy(float* source, float* destination, int count)
    {
        var i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
            TLanes.Store(TLanes.Load(source + i), destination + i);
        for (; i < count; i++)
            destination[i] = source[i];
    }

    private void Fill(float[] weight, float[] bias, int column)
    {
        for (var output = 0; output < bias.Length; output++)
        {
            _bias[column + output] = bias[output];
            for (var input = 0; input < _inputs; input++)
                _weights[(input * (nint)Width) + column + output] = weight[(output * _inputs) + input];
        }
    }
}
