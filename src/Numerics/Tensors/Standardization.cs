using StreamHost.Numerics.Devices;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// Normalisation layers as one operation: y = (x - mean) / sqrt(variance + epsilon) * scale + shift, with a scale and a shift
/// for each channel; the variance is the biased one.
/// </summary>
public static class Standardization
{
    /// <summary>Standardises by the mean and the variance of x itself.</summary>
    /// <param name="x">[batch, channels, positions..].</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="over">What shares a mean and a variance.</param>
    /// <param name="epsilon">Added to the variance, at least 0.</param>
    /// <param name="then">What follows, done along with it where its form allows; null for nothing.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor scale, Tensor shift, StandardizedOver over, double epsilon, Rectification? then = null) =>
        Apply(x, scale, shift, over, epsilon, out _, out _, then);

    /// <summary>The same, and says the means and variances, without gradients: [batch * positions] by channels, [batch] by sample, [channels] by batch.</summary>
    public static Tensor Apply(
        Tensor x, Tensor scale, Tensor shift, StandardizedOver over, double epsilon, out Tensor means, out Tensor variances, Rectification? then = null)
    {
        if (x.Rank < 2 || !scale.Shape.SequenceEqual([x.Shape[1]]) || !shift.Shape.SequenceEqual([x.Shape[1]]))
            throw new ArgumentException($"{x.Rank} dimensions with {scale.Length} scales and {shift.Length} shifts can't be standardised.", nameof(x));

        if (then?.Around is { } around && !around.Shape.SequenceEqual(x.Shape))
            throw new ArgumentException("What comes the way around is not as large as what is standardised.", nameof(then));

        if (then is not null)
            Tensor.RequireProbability(then.Dropout);

        (var y, means, variances) = TensorDevice.Current.Standardize(x, scale, shift, over, epsilon, then);
        return y;
    }
}

/// <summary>The sizes of a tensor [batch, channels, positions]. A row is a channel of a sample.</summary>
internal readonly record struct StandardizedSizes(int Batch, int Channels, int Positions)
{
    public int Rows => Batch * Channels;
}

/// <summary>One way to share means and variances.</summary>
internal interface IStandardization
{
    float[] Means { get; }

    float[] Variances { get; }

    /// <summary>Measures where that was not done yet, and fills the result.</summary>
    void Fill(float[] y);

    /// <summary>Adds to the gradients what follows from the result's: dx = (g - mean(g) - z mean(g z)) / deviation, with g = dy scale and z the standardised x.</summary>
    void AddGradients(float[] y, float[] dy);
}
