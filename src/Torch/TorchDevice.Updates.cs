using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;
using TorchSharp;

namespace StreamHost.Torch;

/// <summary>What optimisers and running figures change in place.</summary>
internal sealed partial class TorchDevice
{
    /// <inheritdoc/>
    public double GradientNorm(IReadOnlyList<Parameter> parameters)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var squares = torch.zeros(1, torch.float64, _device);
        foreach (var parameter in parameters)
        {
            if (Of(parameter.Tensor).grad is { } gradient)
                squares.add_(gradient.to(torch.float64).square().sum());
        }

        return Math.Sqrt(squares.item<double>());
    }

    /// <inheritdoc/>
    public void ScaleGradients(IReadOnlyList<Parameter> parameters, float factor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        foreach (var parameter in parameters)
            Of(parameter.Tensor).grad?.mul_(factor);
    }

    /// <inheritdoc/>
    public void Update(in AdamUpdate update, Tensor parameter, Tensor first, Tensor second)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (p, m, v) = (Kept(parameter), Kept(first), Kept(second));
        if (update.Shrink != 1)
            p.mul_(update.Shrink);
        var g = GradientOf(p, update.Decay);
        m.mul_(update.Beta1).add_(g, 1 - update.Beta1);
        v.mul_(update.Beta2).addcmul_(g, g, 1 - update.Beta2);
        p.addcdiv_(m, v.sqrt().div_(update.Root).add_(update.Epsilon), -update.Rate);
    }

    /// <inheritdoc/>
    public void Update(in RmsPropUpdate update, Tensor parameter, Tensor square, Tensor? velocity)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (p, s) = (Kept(parameter), Kept(square));
        var g = GradientOf(p, update.Decay);
        s.mul_(update.Smoothing).addcmul_(g, g, 1 - update.Smoothing);
        var step = g / s.sqrt().add_(update.Epsilon);
        p.sub_((velocity is null ? step : Kept(velocity).mul_(update.Momentum).add_(step)) * update.Rate);
    }

    /// <inheritdoc/>
    public void Update(in SgdUpdate update, Tensor parameter, Tensor? velocity)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var p = Kept(parameter);
        var g = GradientOf(p, update.Decay);
        if (velocity is not null)
        {
            var v = Kept(velocity).mul_(update.Momentum).add_(g);
            g = update.IsNesterov ? g + (v * update.Momentum) : v;
        }

        p.sub_(g * update.Rate);
    }

    /// <inheritdoc/>
    public void MoveTowards(Tensor moved, Tensor target, float part)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var values = Kept(moved);
        values.add_((Of(target) - values) * part);
    }

    /// <summary>What is changed in place, and so stays on the device.</summary>
    private torch.Tensor Kept(Tensor tensor)
    {
        var values = Of(tensor);
        tensor.MarkChangedThere();
        return values;
    }

    private static torch.Tensor GradientOf(torch.Tensor p, float decay)
    {
        var g = p.grad ?? torch.zeros_like(p);
        return decay == 0 ? g : g + (p * decay);
    }
}
