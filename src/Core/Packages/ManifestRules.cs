using System.Buffers;
using System.Text.Json;

namespace StreamHost.Core.Packages;

/// <summary>What has to hold for a manifest.</summary>
internal static class ManifestRules
{
    private const int FormatVersion = 1;
    private const int LongestName = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> PluginCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a package may have that name.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && !name.ContainsAnyExcept(NameCharacters);

    /// <exception cref="InputException">A value is not allowed.</exception>
    public static void Check(ModelManifest manifest, string where)
    {
        if (manifest.FormatVersion != FormatVersion)
            throw Wrong(where, "formatVersion", $"{manifest.FormatVersion} is not known here", $"this program reads {FormatVersion}");
        if (manifest.Version < 1)
            throw Wrong(where, "version", $"{manifest.Version} is no version", "versions are whole numbers from 1");
        if (manifest.WeightsSha256.Length != 64 || manifest.WeightsSha256.AsSpan().ContainsAnyExcept(HexDigits))
            throw Wrong(where, "weightsSha256", $"{Quoted.Text(manifest.WeightsSha256)} is no SHA-256", "it has 64 lower-case hexadecimal digits");
        CheckDraft(manifest, where);
    }

    /// <summary>The rules that hold before a version and a hash are known.</summary>
    /// <exception cref="InputException">A value is not allowed.</exception>
    public static void CheckDraft(ModelManifest manifest, string where)
    {
        if (!IsName(manifest.Name))
        {
            throw Wrong(
                where,
                "name",
                $"{Quoted.Text(manifest.Name)} can't name a package",
                $"use letters, digits, hyphens, underscores and dots, at most {LongestName}, and start with a letter or a digit");
        }

        if (manifest.Plugin.Length == 0 || manifest.Plugin.AsSpan().ContainsAnyExcept(PluginCharacters))
            throw Wrong(where, "plugin", $"{Quoted.Text(manifest.Plugin)} can't name a plugin", "use lower-case letters, digits and hyphens");
        if (manifest.Architecture.ValueKind != JsonValueKind.Object)
            throw Wrong(where, "architecture", $"it is {manifest.Architecture.ValueKind}", "it is an object");
        if (!(manifest.TimeUnit > 0 && double.IsFinite(manifest.TimeUnit)))
            throw Wrong(where, "timeUnit", $"{manifest.TimeUnit} is no length of time", "it is a number of seconds above 0");

        if (manifest.SampleRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw Wrong(where, "sampleRate", $"{rate} is no rate", "it is a number of Hz above 0, or null");

        CheckNames(manifest.Labels, 2, where, "labels");
        CheckNames(manifest.Features, 1, where, "features");
        CheckNormalization(manifest, where);
    }

    private static void CheckNames(IReadOnlyList<string> names, int least, string where, string key)
    {
        if (names.Count < least)
            throw Wrong(where, key, $"there are {names.Count}", $"at least {least} are needed");

        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrEmpty(names[i]))
                throw Wrong(where, $"{key}[{i}]", "it is empty", "every one has a name");
            if (!known.Add(names[i]))
                throw Wrong(where, $"{key}[{i}]", $"{Quoted.Text(names[i])} stands twice", "every one has a name of its own");
        }
    }

    private static void CheckNormalization(ModelManifest manifest, string where)
    {
        if (manifest.Normalization is not { } normalization)
            return;

        var features = manifest.Features.Count;
        if (normalization.Mean.Count != features || normalization.Scale.Count != features)
        {
            throw Wrong(
                where,
                "normalization",
                $"it has {normalization.Mean.Count} means and {normalization.Scale.Count} scales",
                $"each of the {features} features has one of both");
        }

        for (var i = 0; i < features; i++)
        {
            if (!float.IsFinite(normalization.Mean[i]))
                throw Wrong(where, $"normalization.mean[{i}]", $"{normalization.Mean[i]} is no number", "it is a finite number");
            if (!(normalization.Scale[i] > 0 && float.IsFinite(normalization.Scale[i])))
                throw Wrong(where, $"normalization.scale[{i}]", $"{normalization.Scale[i]} can't be divided by", "it is a finite number above 0");
        }
    }

    private static InputException Wrong(string where, string key, string what, string remedy) => new($"{where}, $.{key}", what, remedy);
}
