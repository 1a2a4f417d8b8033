using System.Globalization;
using StreamHost.Engine.Accounts;

namespace StreamHost.Host;

/// <summary>How long results are on their way, for people.</summary>
internal static class LatencyText
{
    /// <summary>The percentiles.</summary>
    public static string Of(LatencyHistogram all) =>
        $"latency p50 {Ms(all.Percentile(0.5))}, p99 {Ms(all.Percentile(0.99))}, p99.9 {Ms(all.Percentile(0.999))}, worst {Ms(all.Worst)}";

    /// <summary>How many were late, and why.</summary>
    public static string Late(LatencyAccount account) => $"later than {Ms(account.Bound)}: {account.Late}{Listed(LateByCause(account))}";

    /// <summary>How many were late for each cause that there was.</summary>
    public static Dictionary<string, long> LateByCause(LatencyAccount account) =>
        Enum.GetValues<LatenessCause>().Where(cause => account.LateFor(cause) > 0).ToDictionary(cause => cause.ToString(), account.LateFor);

    /// <summary>Counts by name, in brackets behind their sum; nothing where there are none.</summary>
    public static string Listed(IEnumerable<KeyValuePair<string, long>> counts)
    {
        var text = string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}"));
        return text.Length > 0 ? $" ({text})" : "";
    }

    /// <summary>A time of so many ns.</summary>
    public static string Ms(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:F2} ms");
}
