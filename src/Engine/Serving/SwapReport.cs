using StreamHost.Core.Models;

namespace StreamHost.Engine.Serving;

/// <summary>What came of a change of the version that answers.</summary>
/// <param name="From">Which version answered; null where none did.</param>
/// <param name="To">Which version answers now.</param>
/// <param name="Moves">How each stream came to it, by the stream's name.</param>
/// <param name="Preparation">How long loading, first steps, warming and trial took.</param>
/// <param name="Change">How long it took from the first stream's change to the last one's.</param>
public sealed record SwapReport(ModelIdentity? From, ModelIdentity To, IReadOnlyDictionary<string, StreamMove> Moves, TimeSpan Preparation, TimeSpan Change)
{
    /// <summary>How many streams came to it in one way.</summary>
    public int Count(StreamMove move) => Moves.Values.Count(other => other == move);

    /// <summary>How streams came to a version, as "2 carried, 1 warmed"; empty where there are none.</summary>
    public static string InWords(IEnumerable<StreamMove> moves) =>
        string.Join(", ", moves.CountBy(move => move).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}"));
}
