using System.Globalization;
using StreamHost.Engine.Serving;

namespace StreamHost.Host.Serving;

/// <summary>What happened to a version, in one line for people.</summary>
internal static class NoticeText
{
    /// <summary>The line; of a version that streams came to, with how, how long it took, and how its trial was.</summary>
    public static string Of(ServingNotice notice)
    {
        var text = notice is { Kind: ServingNoticeKind.Promoted, Swap: { } swap }
            ? $"{notice.Model.Name}/{notice.Model.Version} answers {Streams(swap)} ({Times(swap)}){Tried(notice.Comparison)}"
            : notice.Text;
        return text.ReplaceLineEndings(" ");
    }

    /// <summary>How streams came to a version, as "2 carried, 1 warmed"; empty where there are none.</summary>
    public static string Moves(IEnumerable<StreamMove> moves) =>
        string.Join(", ", moves.CountBy(move => move).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}"));

    private static string Tried(Comparison? trial) => trial is null or { Events: 0 }
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; on trial both agreed in {trial.Agreement:F3} of {trial.Events} events");

    private static string Streams(SwapReport swap) => swap.Moves.Count == 0
        ? "all streams that will come"
        : $"{swap.Moves.Count} stream{(swap.Moves.Count == 1 ? "" : "s")}: {Moves(swap.Moves.Values)}";

    private static string Times(SwapReport swap) => string.Create(
        CultureInfo.InvariantCulture, $"{swap.Preparation.TotalSeconds:F2} s to prepare, {swap.Change.TotalMilliseconds:F0} ms to change");
}
