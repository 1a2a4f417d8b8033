using System.Numerics;
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
    private readonly float[][] _first;
    private readonly float[][] _second;
    private float _rate;
    private float _root;

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
    private protected override void BeginStep()
    {
        _rate = (float)(LearningRate / (1 - Math.Pow(_beta1, Steps)));
        _root = (float)Math.Sqrt(1 - Math.Pow(_beta2, Steps));
    }

    private protected override void Update(int index, Span<float> values, ReadOnlySpan<float> gradient)
    {
        var first = _first[index].AsSpan();
        var second = _second[index].AsSpan();
        var (keep1, take1) = ((float)_beta1, (float)(1 - _beta1));
        var (keep2, take2) = ((float)_beta2, (float)(1 - _beta2));
        var shrink = _decoupled ? (float)(1 - (LearningRate * _weightDecay)) : 1;
        var decay = _decoupled ? 0 : (float)_weightDecay;
        var epsilon = new Vector<float>(_epsilon);
        for (var i = 0; i < values.Length; i += Vector<float>.Count)
        {
            var p = Elements.Load(values, i) * shrink;
            var g = Elements.Load(gradient, i) + (decay * p);
            var m = (keep1 * Elements.Load(first, i)) + (take1 * g);
            var v = (keep2 * Elements.Load(second, i)) + (take2 * g * g);
            Elements.Store(m, first, i);
            Elements.Store(v, second, i);
            Elements.Store(p - (_rate * m / ((Vector.SquareRoot(v) / _root) + epsilon)), values, i);
        }
    }
}
