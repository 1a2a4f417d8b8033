using StreamHost.Core.Sounds;

namespace StreamHost.Core.Tests.Sounds;

/// <summary>A test over rows of cases that needs ffmpeg, to make its files too, and libsndfile; skipped with a message where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DecoderTheoryAttribute : TheoryAttribute
{
    public DecoderTheoryAttribute() => Skip = DecoderFactAttribute.Lacking;
}

/// <summary>A test that needs ffmpeg, to make its files too, and libsndfile; skipped with a message where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DecoderFactAttribute : FactAttribute
{
    public DecoderFactAttribute() => Skip = Lacking;

    public static string? Lacking { get; } =
        Libsndfile.IsInstalled && Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")))
            ? null
            : "No libsndfile1 or no ffmpeg: install both packages.";
}
