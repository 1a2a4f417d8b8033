using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Kernels;

/// <summary>y = W x + b at every point, the weight given by direction and length where it is normalised (Salimans and Kingma, 2016).</summary>
internal sealed class PointwiseLayer
{
    private readonly Tensor? _weight;
    private readonly Tensor? _direction;
    private readonly Tensor? _length;
    private readonly Tensor _bias;

    /// <param name="scope">Holds weight or weight_v and weight_g, and bias.</param>
    /// <param name="inputs">Values that enter.</param>
    /// <param name="outputs">Values that come out.</param>
    /// <param name="weight">Draws the weight, or its direction.</param>
    /// <param name="bias">Draws the bias.</param>
    /// <param name="isNormalized">Whether direction and length are learnt apart.</param>
    public PointwiseLayer(ParameterScope scope, int inputs, int outputs, Start weight, Start bias, bool isNormalized = false)
    {
        _bias = scope.Parameter("bias", bias, outputs);
        if (isNormalized)
        {
            _direction = scope.Parameter("weight_v", weight, outputs, inputs);
            var lengths = _direction.Square().Sum(1).Sqrt().Values.ToArray();
            _length = scope.Parameter("weight_g", (values, _) => lengths.CopyTo(values), outputs);
        }
        else
        {
            _weight = scope.Parameter("weight", weight, outputs, inputs);
        }
    }

    /// <summary>[inputs, points] to [outputs, points].</summary>
    public Tensor Apply(Tensor x) => Tensor.MatMul(Weight(), x) + _bias.Reshape(_bias.Length, 1);

    /// <summary>[batch, inputs, positions..] to [batch, outputs, positions..].</summary>
    public Tensor ApplyToChannels(Tensor x) => PointwiseConvolution.Apply(x, Weight(), _bias);

    /// <summary>The product without the bias.</summary>
    public Tensor ApplyWithoutBias(Tensor x) => Tensor.MatMul(Weight(), x);

    /// <summary>The bias, [outputs, 1].</summary>
    public Tensor Bias => _bias.Reshape(_bias.Length, 1);

    /// <summary>The weight as it is now, [outputs, inputs], and the bias, [outputs].</summary>
    public (Tensor Weight, Tensor Bias) Values => (Weight(), _bias);

    /// <summary>Scales the weight, not the bias.</summary>
    public void ScaleWeight(double factor)
    {
        foreach (ref var value in (_length ?? _weight!).Values)
            value = (float)(value * factor);
    }

    private Tensor Weight() => _weight ?? WeightNormalization.Apply(_direction!, _length!);
}
