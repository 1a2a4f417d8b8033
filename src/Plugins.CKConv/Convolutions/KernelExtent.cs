using System.Globalization;

namespace StreamHost.Plugins.CKConv.Convolutions;

/// <summary>How many samples a kernel has on signals as it was trained on.</summary>
/// <param name="Samples">So many; 0 to follow the signal.</param>
/// <param name="IsFull">Following the signal: whether it reaches from every sample to every other (2 n - 1), or has the signal's length.</param>
internal readonly record struct KernelExtent(int Samples, bool IsFull)
{
    /// <summary>As long as the signal.</summary>
    public static KernelExtent Same { get; } = new(0, false);

    /// <summary>Samples for a signal of some length.</summary>
    public int For(int signal) => Samples > 0 ? Samples : IsFull ? (2 * signal) - 1 : signal;

    /// <summary><c>same</c>, <c>full</c> or a number.</summary>
    public static KernelExtent Parse(string text) => text switch
    {
        "same" => Same,
        "full" => new KernelExtent(0, true),
        _ => new KernelExtent(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), false),
    };

    /// <inheritdoc/>
    public override string ToString() => Samples > 0 ? Samples.ToString(CultureInfo.InvariantCulture) : IsFull ? "full" : "same";
}
