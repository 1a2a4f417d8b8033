using System.ComponentModel.DataAnnotations;

namespace StreamHost.Training.Scenes;

/// <summary>
/// How clips are put into stretches of a stream: each at a random place with other sounds and silence before and after it, so that
/// nothing is learnt about where a clip begins, louder or softer, faster or slower, in noise, and as a device of a lower rate hears it.
/// </summary>
public sealed record SceneOptions
{
    /// <summary>Seconds of a scene, 0.2 to 60; default 2.</summary>
    [Range(0.2, 60.0)]
    public double Seconds { get; init; } = 2;

    /// <summary>The label of all that is none of the clips' words; it becomes the first label. Default <c>background</c>.</summary>
    [MinLength(1)]
    public string Background { get; init; } = "background";

    /// <summary>Seconds behind the end of a word for which its label holds, 0.01 to 10; default 0.25.</summary>
    [Range(0.01, 10.0)]
    public double Hold { get; init; } = 0.25;

    /// <summary>How much louder or softer a scene is at most, in dB up and down, 0 to 60; default 12.</summary>
    [Range(0.0, 60.0)]
    public double Gain { get; init; } = 12;

    /// <summary>How far noise lies below a word at least, in dB, -20 to 100; default 5. It may be as much as 45 dB less loud than that.</summary>
    [Range(-20.0, 100.0)]
    public double Noise { get; init; } = 5;

    /// <summary>How much faster or slower a word is at most, as a share, 0 to 0.5; default 0.1.</summary>
    [Range(0.0, 0.5)]
    public double Speed { get; init; } = 0.1;

    /// <summary>The share of scenes that are heard as by a device of a lower rate, 0 to 1; default 0.3.</summary>
    [Range(0.0, 1.0)]
    public double LowRate { get; init; } = 0.3;

    /// <summary>The share of scenes with another sound beside the word, 0 to 1; default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Others { get; init; } = 0.5;
}
