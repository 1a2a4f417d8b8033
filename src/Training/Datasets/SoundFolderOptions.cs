using System.ComponentModel.DataAnnotations;
using StreamHost.Training.Scenes;

namespace StreamHost.Training.Datasets;

/// <summary>
/// Clips of sound in files of any format, each with the label that its path says: by default <c>LABEL/SPEAKER_anything.wav</c>. The channels of a
/// file are mixed; all files have one rate.
/// </summary>
public sealed record SoundFolderOptions : DatasetOptions
{
    /// <summary>The folder that the clips lie in, at any depth; may hold <c>${VARIABLE}</c>.</summary>
    [MinLength(1)]
    public required string Folder { get; init; }

    /// <summary>Lists of the clips to learn from: CSV files with a column <c>file</c>, paths from the folder. Default all that are not to be tested on.</summary>
    public IReadOnlyList<string>? Train { get; init; }

    /// <summary>Lists of the clips to be tested on; default none.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>Without a list, which paths are to be tested on, a regular expression; default none.</summary>
    public string? TestPattern { get; init; }

    /// <summary>What a path says, from the folder on and with slashes: a regular expression with a group <c>label</c> and, where speakers are known, a group <c>speaker</c>.</summary>
    [MinLength(1)]
    public string Pattern { get; init; } = "(?<label>[^/]+)/(?<speaker>[^/_]+)[^/]*$";

    /// <summary>The labels, in the order that the package gives them; default all that occur, by name. Clips of others are left out.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Sound files, or folders of them, of sounds that hold none of the words: what else a microphone hears.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>How clips are put into stretches of a stream; null to learn from the clips as they are.</summary>
    public SceneOptions? Scenes { get; init; }

    /// <inheritdoc/>
    public override Dataset Read(string folder) => new SoundFolderReader(this, path => Resolve(folder, path)).Read();
}
