using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Optimization;

/// <summary>Limits what one batch can do to the parameters.</summary>
public static class GradientClipping
{
    /// <summary>
    /// Scales all gradients by one factor where their common norm is above <paramref name="maxNorm"/> (Pascanu et al.
    /// 2013; the factor is PyTorch's, maxNorm / (norm + 1e-6)). Gradients whose norm is not finite stay as they are.
    /// </summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="maxNorm">The largest norm, above 0; infinity to measure alone.</param>
    /// <returns>The Euclidean norm before; NaN or infinity if any gradient is not finite: do not step on those.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is not above 0.</exception>
    public static double ByNorm(IReadOnlyList<Parameter> parameters, double maxNorm)
    {
        if (!(maxNorm > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "It is above 0.");
        }

        var norm = TensorDevice.Current.GradientNorm(parameters);
        var factor = maxNorm / (norm + 1e-6);
        if (double.IsFinite(norm) && factor < 1)
            TensorDevice.Current.ScaleGradients(parameters, (float)factor);
        return norm;
    }
}
