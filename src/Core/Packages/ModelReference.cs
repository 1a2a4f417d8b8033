using System.Buffers;
using System.Globalization;

namespace StreamHost.Core.Packages;

/// <summary>
/// Which package is meant, and what decides its version: <c>name</c> or <c>name/latest</c> is the newest there is, <c>name/3</c> the third,
/// <c>name@4f0c1d9e2b7a</c> the one of that hash. Anything else is the path of a package's folder.
/// </summary>
public sealed record ModelReference
{
    private const string Latest = "latest";
    private const int FewestDigits = 12;
    private const int MostDigits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private ModelReference(string text) => Text = text;

    /// <summary>How it was written.</summary>
    public string Text { get; }

    /// <summary>The package's name; null where it is a folder that is meant.</summary>
    public string? Name { get; private init; }

    /// <summary>The version's number, from 1; null where something else decides.</summary>
    public int? Version { get; private init; }

    /// <summary>The first 12 to 64 lower-case hexadecimal digits of the SHA-256 of the version's weights or of its manifest; null where something else decides.</summary>
    public string? Hash { get; private init; }

    /// <summary>Whether it means whichever version is the newest, and so another one when that is published.</summary>
    public bool IsLatest => Name is not null && Version is null && Hash is null;

    /// <summary>Takes a reference apart; whether there is such a package is not asked. [any thread]</summary>
    /// <param name="text">As a preset or a command line has it.</param>
    /// <exception cref="InputException">What stands behind <c>@</c> is no beginning of a SHA-256.</exception>
    public static ModelReference Parse(string text)
    {
        var end = text.AsSpan().IndexOfAny('/', '@');
        var name = end < 0 ? text : text[..end];
        var rest = end < 0 ? Latest : text[(end + 1)..];
        var reference = new ModelReference(text);
        if (!ManifestRules.IsName(name))
            return reference;
        if (end >= 0 && text[end] == '@')
            return reference with { Name = name, Hash = HashOf(rest, text) };
        if (rest == Latest)
            return reference with { Name = name };
        return VersionOf(rest) is { } version ? reference with { Name = name, Version = version } : reference;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>A version as a folder names it: a whole number from 1, without zeros before it; null where it is none.</summary>
    internal static int? VersionOf(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 && text[0] != '0' ? version : null;

    private static string HashOf(string digits, string text)
    {
        var hash = digits.ToLowerInvariant();
        return hash.Length is >= FewestDigits and <= MostDigits && !hash.AsSpan().ContainsAnyExcept(HexDigits)
            ? hash
            : throw new InputException(text, $"{Quoted.Text(digits)} is no hash", $"give {FewestDigits} to {MostDigits} hexadecimal digits of a SHA-256");
    }
}
