using System.Numerics;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>What optimisers and running figures change in place.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public double GradientNorm(IReadOnlyList<Parameter> parameters)
    {
        var squares = 0.0;
        for (var i = 0; i < parameters.Count; i++)
            squares += Elements.SumOfSquares(parameters[i].Tensor.Gradient);
        return Math.Sqrt(squares);
    }

    /// <inheritdoc/>
    public void ScaleGradients(IReadOnlyList<Parameter> parameters, float factor)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            foreach (ref var value in parameters[i].Tensor.Gradient)
                value *= factor;
        }
    }

    /// <inheritdoc/>
    public void Update(in AdamUpdate update, Tensor parameter, Tensor first, Tensor second)
    {
        ReadOnlySpan<float> gradient = parameter.Gradient;
        Span<float> values = parameter.Values, means = first.Values, squares = second.Values;
        var (keep1, take1) = ((float)update.Beta1, (float)(1 - update.Beta1));
        var (keep2, take2) = ((float)update.Beta2, (float)(1 - update.Beta2));
        var epsilon = new Vector<float>(update.Epsilon);
        for (var i = 0; i < values.Length; i += Vector<float>.Count)
        {
            var p = Elements.Load(values, i) * update.Shrink;
            var g = Elements.Load(gradient, i) + (update.Decay * p);
            var m = (keep1 * Elements.Load(means, i)) + (take1 * g);
            var v = (keep2 * Elements.Load(squares, i)) + (take2 * g * g);
            Elements.Store(m, means, i);
            Elements.Store(v, squares, i);
            Elements.Store(p - (update.Rate * m / ((Vector.SquareRoot(v) / update.Root) + epsilon)), values, i);
        }
    }

    /// <inheritdoc/>
    public void Update(in RmsPropUpdate update, Tensor parameter, Tensor square, Tensor? velocity)
    {
        ReadOnlySpan<float> gradient = parameter.Gradient;
        Span<float> values = parameter.Values, squares = square.Values, steps = velocity is null ? [] : velocity.Values;
        var (keep, take) = ((float)update.Smoothing, (float)(1 - update.Smoothing));
        for (var i = 0; i < values.Length; i += Vector<float>.Count)
        {
            var p = Elements.Load(values, i);
            var g = Elements.Load(gradient, i) + (update.Decay * p);
            var s = (keep * Elements.Load(squares, i)) + (take * g * g);
            Elements.Store(s, squares, i);
            var step = g / (Vector.SquareRoot(s) + new Vector<float>(update.Epsilon));
            if (velocity is not null)
            {
                step += update.Momentum * Elements.Load(steps, i);
                Elements.Store(step, steps, i);
            }

            Elements.Store(p - (update.Rate * step), values, i);
        }
    }

    /// <inheritdoc/>
    public void Update(in SgdUpdate update, Tensor parameter, Tensor? velocity)
    {
        ReadOnlySpan<float> gradient = parameter.Gradient;
        Span<float> values = parameter.Values, velocities = velocity is null ? [] : velocity.Values;
        var rate = new Vector<float>(update.Rate);
        for (var i = 0; i < values.Length; i += Vector<float>.Count)
        {
            var p = Elements.Load(values, i);
            var g = Elements.Load(gradient, i) + (update.Decay * p);
            if (velocity is not null)
            {
                var v = (update.Momentum * Elements.Load(velocities, i)) + g;
                Elements.Store(v, velocities, i);
                g = update.IsNesterov ? g + (update.Momentum * v) : v;
            }

            Elements.Store(p - (rate * g), values, i);
        }
    }

    /// <inheritdoc/>
    public void MoveTowards(Tensor moved, Tensor target, float part)
    {
        Span<float> values = moved.Values, goal = target.Values;
        for (var i = 0; i < values.Length; i++)
            values[i] += part * (goal[i] - values[i]);
    }
}
