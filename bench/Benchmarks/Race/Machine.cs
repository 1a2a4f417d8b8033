using System.Runtime.Intrinsics;

namespace StreamHost.Benchmarks.Race;

/// <summary>What figures were measured on.</summary>
internal static class Machine
{
    /// <summary>The processor, how many of its cores this program may use, its vectors and the runtime.</summary>
    public static string Describe()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        var width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return $"{model ?? "unknown processor"}, {Environment.ProcessorCount} cores, vectors of {width} bits, .NET {Environment.Version}";
    }
}
