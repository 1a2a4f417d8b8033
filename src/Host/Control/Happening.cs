using StreamHost.Engine.Serving;

namespace StreamHost.Host.Control;

/// <summary>What happened to a version, for programs.</summary>
/// <param name="Kind">What.</param>
/// <param name="Model">The version, as name/version.</param>
/// <param name="Streams">How many streams came to the version that answers, by how; null where none changed over.</param>
/// <param name="PreparationSeconds">How long loading, first steps, warming and trial took; null where no stream changed over.</param>
/// <param name="ChangeMilliseconds">From the first stream's change to the last one's; null where none changed over.</param>
internal sealed record Happening(
    ServingNoticeKind Kind, string Model, IReadOnlyDictionary<StreamMove, int>? Streams, double? PreparationSeconds, double? ChangeMilliseconds)
{
    public static Happening Of(ServingNotice notice) => new(
        notice.Kind,
        $"{notice.Model.Name}/{notice.Model.Version}",
        notice.Swap is { } swap ? Count(swap) : null,
        notice.Swap?.Preparation.TotalSeconds,
        notice.Swap?.Change.TotalMilliseconds);

    private static Dictionary<StreamMove, int> Count(SwapReport swap) =>
        Enum.GetValues<StreamMove>().Where(move => swap.Count(move) > 0).ToDictionary(move => move, swap.Count);
}
