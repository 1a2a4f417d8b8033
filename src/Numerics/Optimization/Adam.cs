using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Optimization;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1): weight decay enters through the gradient.</summary>
public class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly double _weightDecay;
    private readonly bool _decoupled;
    private readonly Tensor[] _first;
    private readonly Tensor[] _second;
    private AdamUpdate _update;

    /// <summary>Makes it for parameters.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="learningRate">The step size, at least 0.</param>
    /// <param name="beta1">The part of the gradient's average that stays, in [0, 1).</param>
    /// <param name="beta2">The part of the squared gradient's average that stays, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that average, at least 0.</param>
    /// <param name="weightDecay">What a parameter adds of itself to its gradient, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside of its range, or two parameters have one name.</exception>
    public Adam(
        IReadOnlyList<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : this(parameters, learningRate, beta1, beta2, epsilon, weightDecay, decoupled: false)
    {
    }

    private protected Adam(
        IReadOnlyList<Parameter> parameters, double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
        : base(parameters, learningRate)
    {
        _beta1 = RequireFactor(beta1, nameof(beta1));
        _beta2 = RequireFactor(beta2, nameof(beta2));
        _epsilon = (float)RequireAmount(epsilon, nameof(epsilon));
        _weightDecay = RequireAmount(weightDecay, nameof(weightDecay));
        _decoupled = decoupled;
        _first = AddSlot("first");
        _second = AddSlot("second");
    }

    /// <summary>The corrections of both averages' start at 0, which change with every step.</summary>
    private protected override void BeginStep() => _update = new AdamUpdate(
        Shrink: _decoupled ? (float)(1 - (LearningRate * _weightDecay)) : 1,
        Decay: _decoupled ? 0 : (float)_weightDecay,
        _beta1,
        _beta2,
        Rate: (float)(LearningRate / (1 - Math.Pow(_beta1, Steps))),
        Root: (float)Math.Sqrt(1 - Math.Pow(_beta2, Steps)),
        _epsilon);

    private protected override void Update(int index, Tensor parameter, ITensorDevice device) =>
        device.Update(_update, parameter, _first[index], _second[index]);
}
