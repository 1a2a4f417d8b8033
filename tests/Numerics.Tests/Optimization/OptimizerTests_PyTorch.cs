using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Optimization;

/// <summary>
/// Four steps of each optimiser against PyTorch 1.13:
/// <code>
/// p = torch.nn.Parameter(torch.tensor([1.0, -2.0, 0.5])); o = torch.optim.Adam([p])
/// for t in range(4):
///     o.zero_grad()
///     ((p * torch.tensor([1.0, 0.5, -3.0])).sin() * torch.tensor([2.0, 1.0, -1.0])).sum().backward()
///     o.step()
/// </code>
/// </summary>
public sealed class OptimizerTests_PyTorch
{
    private static readonly float[] Frequency = [1, 0.5f, -3];
    private static readonly float[] Height = [2, 1, -1];

    [Fact]
    public void Sgd_steps_as_PyTorch_does()
    {
        Check(p => new Sgd(p, 0.1), 0.459759235, -2.10466599, 0.223731339);
        Check(p => new Sgd(p, 0.1, momentum: 0.9, weightDecay: 0.01), -0.20925954, -2.21871972, -0.0731565133);
        Check(p => new Sgd(p, 0.1, momentum: 0.9, nesterov: true), -0.792770326, -2.30857563, -0.788552642);
    }

    [Fact]
    public void RmsProp_steps_as_PyTorch_does()
    {
        Check(p => new RmsProp(p), 0.703960836, -2.26772809, 0.141425341);
        Check(
            p => new RmsProp(p, 0.02, smoothing: 0.9, epsilon: 1e-6, momentum: 0.5, weightDecay: 0.01),
            0.696924984, -2.2809937, 0.138185114);
    }

    [Fact]
    public void Adam_steps_as_PyTorch_does()
    {
        Check(p => new Adam(p), 0.995999634, -2.00399971, 0.49599269);
        Check(p => new Adam(p, 0.1, 0.8, 0.99, 1e-3, weightDecay: 0.1), 0.59673053, -2.30890012, 0.11686945);
    }

    [Fact]
    public void AdamW_steps_as_PyTorch_does()
    {
        Check(p => new AdamW(p), 0.99595964, -2.0039196, 0.495972693);
        Check(p => new AdamW(p, 0.1, 0.8, 0.99, 1e-3, weightDecay: 0.1), 0.562873125, -2.31011462, 0.106214829);
    }

    private static void Check(Func<IReadOnlyList<Parameter>, Optimizer> make, params double[] expected)
    {
        var tensor = Tensor.FromValues([1, -2, 0.5f], 3);
        var optimizer = make([new Parameter("p", tensor)]);
        for (var step = 0; step < 4; step++)
        {
            optimizer.ClearGradients();
            for (var i = 0; i < 3; i++)
            {
                tensor.Gradient[i] = Height[i] * Frequency[i] * MathF.Cos(tensor.Values[i] * Frequency[i]);
            }

            optimizer.Step();
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], tensor.Values[i], 2e-6);
        }
    }
}
