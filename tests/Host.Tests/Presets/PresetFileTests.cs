using StreamHost.Host.Presets;
using StreamHost.Training.Presets;

namespace StreamHost.Host.Tests.Presets;

/// <summary>
/// Holds the files in <c>presets/</c> to the program. After a change of the options, write the schemas anew with
/// <c>STREAMHOST_WRITE_SCHEMAS=1 dotnet test -c Release tests/Host.Tests --filter Schema</c>.
/// </summary>
public sealed class PresetFileTests
{
    private static readonly string Folder = Path.Combine(ReferenceData.Root, "presets");

    public static TheoryData<string> Presets() =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))];

    [Fact]
    public void The_schema_of_presets_is_that_of_the_options() => Compare("preset.schema.json", PresetSchema.Of<Preset>("StreamHost preset"));

    [Fact]
    public void The_schema_of_training_presets_is_that_of_the_options() =>
        Compare("training.schema.json", PresetSchema.Of<TrainingPreset>("StreamHost training preset"));

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_shipped_preset_is_good(string file)
    {
        var path = Path.Combine(Folder, file);
        if (PresetReader.IsTraining(path))
            Assert.NotNull(PresetReader.Read<TrainingPreset>(path, []).Title);
        else
            Assert.NotNull(PresetReader.Read<Preset>(path, []).Title);
    }

    [Fact]
    public void The_guard_sees_the_presets_it_guards() => Assert.True(Presets().Count >= 5);

    private static void Compare(string file, string schema)
    {
        var path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("STREAMHOST_WRITE_SCHEMAS") == "1")
            File.WriteAllText(path, schema);
        Assert.Contains("\"description\"", schema, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(path), schema);
    }
}
