namespace StreamHost.Core.Json;

/// <summary>The words by which JSON says the values of a type.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="pairs">Each value with its word.</param>
public sealed class Words<T>(params (string Word, T Value)[] pairs)
    where T : struct
{
    /// <summary>All words, for a message.</summary>
    public string Listed => string.Join(" or ", pairs.Select(pair => $"\"{pair.Word}\""));

    /// <summary>Looks a word up; case matters.</summary>
    public bool TryFind(string word, out T value)
    {
        var index = Array.FindIndex(pairs, pair => pair.Word == word);
        value = index < 0 ? default : pairs[index].Value;
        return index >= 0;
    }

    /// <summary>The word of a value.</summary>
    public string Of(T value) => Array.Find(pairs, pair => pair.Value.Equals(value)).Word;
}
