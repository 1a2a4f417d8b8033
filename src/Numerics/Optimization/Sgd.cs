using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Optimization;

/// <summary>Stochastic gradient descent, with momentum (Sutskever et al. 2013, in PyTorch's form).</summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly bool _nesterov;
    private readonly float _weightDecay;
    private readonly Tensor[] _velocity = [];

    /// <summary>Makes it for parameters.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="learningRate">The step size, at least 0.</param>
    /// <param name="momentum">The part of the last step that stays, in [0, 1).</param>
    /// <param name="nesterov">Whether the gradient is taken as if the momentum's step had been done; needs momentum.</param>
    /// <param name="weightDecay">What a parameter adds of itself to its gradient, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside of its range, or two parameters have one name.</exception>
    public Sgd(IReadOnlyList<Parameter> parameters, double learningRate = 1e-3, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        _momentum = (float)RequireFactor(momentum, nameof(momentum));
        _weightDecay = (float)RequireAmount(weightDecay, nameof(weightDecay));
        _nesterov = nesterov && momentum == 0 ? throw new ArgumentException("Nesterov's form needs momentum.", nameof(nesterov)) : nesterov;
        if (momentum > 0)
        {
            _velocity = AddSlot("velocity");
        }
    }

    private protected override void Update(int index, Tensor parameter, ITensorDevice device) =>
        device.Update(new SgdUpdate(_weightDecay, _momentum, _nesterov, (float)LearningRate), parameter, _momentum > 0 ? _velocity[index] : null);
}
