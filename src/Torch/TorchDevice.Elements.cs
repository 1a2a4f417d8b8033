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
        using var chances = Chances(values.shape, random.NextBits() >> 1);
        var kept = (chances >= probability).to(torch.float32) / (float)(1 - probability);
        return Result(values * kept);
    }

    /// <summary>Numbers from 0 to 1, which a seed gives again.</summary>
    private torch.Tensor Chances(long[] shape, ulong seed)
    {
        if (_device.type == DeviceType.CUDA)
        {
            // A generator of TorchSharp's is the processor's, whatever device it is made for, and libtorch refuses it on another.
            torch.cuda.manual_seed_all((long)seed);
            return torch.rand(shape, torch.float32, _device);
        }

        using var generator = new torch.Generator(seed);
        return torch.rand(shape, torch.float32, _device, generator: generator);
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
