namespace StreamHost.Host.Presets;

/// <summary>Guesses which word was meant.</summary>
internal static class NearestWord
{
    /// <summary>What would be right: the word meant where one is near, otherwise all there are.</summary>
    public static string Suggest(string written, IReadOnlyCollection<string> known)
    {
        var nearest = known.MinBy(word => Distance(written, word));
        return nearest is not null && Distance(written, nearest) <= Math.Max(2, nearest.Length / 3)
            ? $"did you mean \"{nearest}\"?"
            : $"use {string.Join(", ", known)}";
    }

    /// <summary>The edits from one word to the other (Levenshtein, 1966).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + change));
            }
        }

        return row[^1];
    }
}
