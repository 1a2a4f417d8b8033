using System.Globalization;
using System.Text;
using StreamHost.Core.Packages;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>What the floats of a stream's state mean.</summary>
internal static class StateMeaning
{
    /// <summary>
    /// Equal for two models that may go on from each other's states: of one architecture, one rate and the same weights, which decide how
    /// long kernels are and so where each layer's part begins.
    /// </summary>
    /// <param name="package">The package.</param>
    /// <param name="sampleRate">Of the stream, in Hz.</param>
    /// <param name="mark">The streaming network's own.</param>
    public static ulong Hash(ModelPackage package, int sampleRate, ulong mark)
    {
        const ulong OffsetBasis = 14695981039346656037;
        const ulong Prime = 1099511628211;
        var text = string.Create(CultureInfo.InvariantCulture, $"ckconv 1 {sampleRate} {package.Manifest.Architecture.GetRawText()} {package.Manifest.WeightsSha256}{(mark == 0 ? "" : $" {mark}")}");
        return Encoding.UTF8.GetBytes(text).Aggregate(OffsetBasis, (hash, unit) => (hash ^ unit) * Prime);
    }
}
