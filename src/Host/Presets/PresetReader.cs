using System.Text.Json;
using System.Text.Json.Nodes;
using StreamHost.Core;

namespace StreamHost.Host.Presets;

/// <summary>Reads presets. Whatever is wrong in one is said in one line, with the line and the path of the key, before anything is started.</summary>
internal static class PresetReader
{
    /// <summary>Reads a preset of a kind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">What the command line says otherwise, applied in order.</param>
    /// <exception cref="InputException">The file can't be read, is not JSON, or says something that is not understood.</exception>
    public static T Read<T>(string path, IReadOnlyList<PresetOverride> overrides)
    {
        var utf8 = ReadBytes(path);
        return Bind<T>(path, utf8, Parse(path, utf8), overrides);
    }

    /// <summary>A preset that has no file, with what the command line says otherwise.</summary>
    /// <exception cref="InputException">An override says something that is not understood.</exception>
    public static T Change<T>(T preset, IReadOnlyList<PresetOverride> overrides)
    {
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(preset, PresetJson.Options);
        return Bind<T>("command line", utf8, JsonNode.Parse(utf8)!, overrides);
    }

    private static T Bind<T>(string path, byte[] utf8, JsonNode root, IReadOnlyList<PresetOverride> overrides)
    {
        foreach (var change in overrides)
            change.Apply(root);
        using var document = JsonDocument.Parse(root.ToJsonString());
        Exception Mistake(string place, string what, string remedy) => new InputException(Where(path, utf8, place, overrides), what, remedy);
        new PresetCheck(Mistake).Check(document.RootElement, typeof(T), "$");
        return document.RootElement.Deserialize<T>(PresetJson.Options)!;
    }

    /// <summary>Whether a file is a preset for training: it names a data set.</summary>
    /// <exception cref="InputException">The file can't be read or is not a JSON object.</exception>
    public static bool IsTraining(string path) => Parse(path, ReadBytes(path)) is JsonObject root && root.ContainsKey("dataset");

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, "there is no such file", "name a preset: streamhost list presets", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "it can't be read", exception.Message, exception);
        }
    }

    private static JsonNode Parse(string path, byte[] utf8)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(utf8, documentOptions: options) ?? throw new InputException(path, "it holds null", "write an object");
        }
        catch (JsonException exception)
        {
            var what = exception.Message.Split(". ")[0].TrimEnd('.');
            throw new InputException($"{path}, line {(exception.LineNumber ?? 0) + 1}", $"it is not JSON: {what}", "mend the text there", exception);
        }
    }

    private static string Where(string path, byte[] utf8, string place, IReadOnlyList<PresetOverride> overrides)
    {
        var change = overrides.LastOrDefault(change => place.StartsWith(change.Path, StringComparison.Ordinal));
        return change is not null ? $"{change.Written}, {place}" : $"{path}, line {JsonPlaces.LineOf(utf8, place)}, {place}";
    }
}
