using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace StreamHost.Torch;

/// <summary>Functions of single elements, and dropout.</summary>
internal sealed partial class TorchDevice
{
    /// <inheritdoc/>
    public Tensor Map(ElementFunction function, Tensor x) => Result(Apply(function, Of(x)));

    /// <inheritdoc/>
    public Tensor Combine(Arithmetic operation, Tensor a, Tensor b)
    {
        var (left, right) = (Of(a), Of(b));
        return Result(operation switch
        {
            Arithmetic.Add => left + right,
            Arithmetic.Subtract => left - right,
            Arithmetic.Multiply => left * right,
            Arithmetic.Divide => left / right,
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Nothing combines two elements in this way."),
        });
    }

    /// <inheritdoc/>
    public Tensor Dropout(Tensor x, double probability, RandomSource random)
    {
        var values = Of(x);
        using var generator = new torch.Generator(random.NextBits() >> 1, _device);
        using var chances = torch.rand(values.shape, torch.float32, _device, generator: generator);
        var kept = (chances >= probability).to(torch.float32) / (float)(1 - probability);
        return Result(values * kept);
    }

    private static torch.Tensor Apply(ElementFunction function, torch.Tensor x) => function switch
    {
        ElementFunction.Tanh => x.tanh(),
        ElementFunction.Sigmoid => x.sigmoid(),
        ElementFunction.Relu => x.relu(),
        // libtorch's own, in 1.13, reads gradients whose rows are not in order as if they were.
        ElementFunction.Gelu => x * (0.5f + (0.5f * (x * 0.70710678f).erf())),
        ElementFunction.Silu => functional.silu(x),
        ElementFunction.LecunTanh => 1.7159f * (0.666f * x).tanh(),
        ElementFunction.Softplus => functional.softplus(x),
        ElementFunction.Exp => x.exp(),
        ElementFunction.Log => x.log(),
        ElementFunction.Sqrt => x.sqrt(),
        ElementFunction.Square => x.square(),
        ElementFunction.Abs => x.abs(),
        ElementFunction.Sin => x.sin(),
        ElementFunction.Cos => x.cos(),
        ElementFunction.LeakyRelu => functional.leaky_relu(x, 0.01),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "It is no function of one element."),
    };
}
