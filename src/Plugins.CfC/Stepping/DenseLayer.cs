using StreamHost.Numerics.Matrices;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>A linear layer, y = x W' + b, whose weights lie as the matrix product reads them: [in, out].</summary>
internal sealed class DenseLayer
{
    private readonly float[] _weights;
    private readonly float[]? _bias;

    /// <param name="weights">The network's weights.</param>
    /// <param name="name">The layer's prefix among them.</param>
    /// <param name="mask">What the weights are multiplied with: the name of a tensor of their shape, or null.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    public DenseLayer(NetworkWeights weights, string name, string? mask = null, bool hasBias = true)
    {
        var weight = weights[$"{name}.weight"];
        (Outputs, Inputs) = (weight.Shape[0], weight.Shape[1]);
        _weights = new float[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            var kept = mask is null ? 1 : weights[mask].Values[i];
            _weights[(i % Inputs * Outputs) + (i / Inputs)] = weight.Values[i] * kept;
        }

        _bias = hasBias ? weights[$"{name}.bias"].Values.ToArray() : null;
    }

    /// <summary>Values of a row that comes in.</summary>
    public int Inputs { get; }

    /// <summary>Values of a row that goes out.</summary>
    public int Outputs { get; }

    /// <summary>Fills [count, out] from [count, in].</summary>
    public void Apply(int count, ReadOnlySpan<float> x, Span<float> y)
    {
        for (var row = 0; _bias is not null && row < count; row++)
            _bias.CopyTo(y[(row * Outputs)..]);
        MatrixProduct.Multiply(x[..(count * Inputs)], _weights, y[..(count * Outputs)], count, Outputs, Inputs, accumulate: _bias is not null);
    }

    /// <summary>Adds to [count, out] what follows from [count, in].</summary>
    public void Add(int count, ReadOnlySpan<float> x, Span<float> y) =>
        MatrixProduct.Multiply(x[..(count * Inputs)], _weights, y[..(count * Outputs)], count, Outputs, Inputs, accumulate: true);
}
