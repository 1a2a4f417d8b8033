using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Optimization;

/// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019, algorithm 2).</summary>
public sealed class AdamW : Adam
{
    /// <summary>Makes it for parameters.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="learningRate">The step size, at least 0.</param>
    /// <param name="beta1">The part of the gradient's average that stays, in [0, 1).</param>
    /// <param name="beta2">The part of the squared gradient's average that stays, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that average, at least 0.</param>
    /// <param name="weightDecay">The part, times the step size, that a parameter loses in a step; at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside of its range, or two parameters have one name.</exception>
    public AdamW(
        IReadOnlyList<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, decoupled: true)
    {
    }
}
