using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Tensors;

/// <summary>
/// What follows a normalisation in a residual block: y = drop(relu(z)), or where there is a way around y = relu(drop(relu(z)) + around).
/// </summary>
/// <param name="Dropout">The probability of an element to be dropped, in [0, 1); another throws where it is applied.</param>
/// <param name="Random">Draws dropout's seeds; null for none.</param>
/// <param name="Around">What comes the way around, as large as z; null for none.</param>
public sealed record Rectification(double Dropout, RandomSource? Random, Tensor? Around = null)
{
    /// <summary>Applies it as operations of their own.</summary>
    public Tensor Apply(Tensor z)
    {
        var y = z.Relu().Dropout(Dropout, Random);
        return Around is null ? y : (y + Around).Relu();
    }
}

/// <summary>A rectification of one tensor, some elements at a time, for an operation that does it while they are near.</summary>
/// <param name="rectification">What is done.</param>
/// <param name="length">Elements of the tensor.</param>
internal sealed class RectificationPass(Rectification rectification, int length)
{
    private readonly DropoutMask? _mask =
        rectification.Random is { } random && rectification.Dropout != 0 ? new DropoutMask(length, rectification.Dropout, random) : null;

    /// <summary>What comes the way around; null for none.</summary>
    public Tensor? Around => rectification.Around;

    /// <summary>Makes y of z, in its place.</summary>
    /// <param name="y">The elements from <paramref name="first"/> on.</param>
    /// <param name="first">Which they are.</param>
    public void Apply(Span<float> y, int first)
    {
        Activations.Relu(y, y);
        _mask?.Keep(y, y, first);
        if (Around is null)
            return;
        Elements.Add(Around.ValueArray.AsSpan(first, y.Length), y);
        Activations.Relu(y, y);
    }

    /// <summary>What follows from dy for the result of the first ReLU; on its way the gradient of what comes around.</summary>
    /// <param name="y">The elements from <paramref name="first"/> on.</param>
    /// <param name="dy">Their gradients.</param>
    /// <param name="first">Which they are.</param>
    /// <param name="g">What follows, filled here.</param>
    /// <param name="around">The gradient of what comes around, as many elements; or none.</param>
    /// <param name="isAroundNew">Whether that holds nothing yet.</param>
    public void Backward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int first, Span<float> g, Span<float> around, bool isAroundNew)
    {
        if (Around is not null)
        {
            Elements.AddWherePositive(y, dy, [], g);
            dy = g;
            if (isAroundNew)
                dy[..around.Length].CopyTo(around);
            else
                Elements.Add(dy[..around.Length], around);
        }

        if (_mask is not null)
            _mask.Keep(dy, g, first);
        else
            dy.CopyTo(g);
    }
}
