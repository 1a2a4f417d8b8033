using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Optimization;

/// <summary>RMSprop (Tieleman and Hinton 2012, in PyTorch's form): steps in units of the gradient's recent size.</summary>
public sealed class RmsProp : Optimizer
{
    private readonly double _smoothing;
    private readonly float _epsilon;
    private readonly float _momentum;
    private readonly float _weightDecay;
    private readonly Tensor[] _square;
    private readonly Tensor[] _velocity = [];

    /// <summary>Makes it for parameters.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="learningRate">The step size, at least 0.</param>
    /// <param name="smoothing">The part of the squared gradient's average that stays, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that average, at least 0.</param>
    /// <param name="momentum">The part of the last step that stays, in [0, 1).</param>
    /// <param name="weightDecay">What a parameter adds of itself to its gradient, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside of its range, or two parameters have one name.</exception>
    public RmsProp(
        IReadOnlyList<Parameter> parameters, double learningRate = 1e-2, double smoothing = 0.99, double epsilon = 1e-8, double momentum = 0, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        _smoothing = RequireFactor(smoothing, nameof(smoothing));
        _epsilon = (float)RequireAmount(epsilon, nameof(epsilon));
        _momentum = (float)RequireFactor(momentum, nameof(momentum));
        _weightDecay = (float)RequireAmount(weightDecay, nameof(weightDecay));
        _square = AddSlot("square");
        if (momentum > 0)
        {
            _velocity = AddSlot("velocity");
        }
    }

    private protected override void Update(int index, Tensor parameter, ITensorDevice device) => device.Update(
        new RmsPropUpdate(_weightDecay, _smoothing, _momentum, (float)LearningRate, _epsilon), parameter, _square[index], _momentum > 0 ? _velocity[index] : null);
}
