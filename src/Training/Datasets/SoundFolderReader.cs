using System.Text.RegularExpressions;
using StreamHost.Core;
using StreamHost.Core.Sounds;
using StreamHost.Training.Scenes;

namespace StreamHost.Training.Datasets;

/// <summary>Reads a folder of clips.</summary>
/// <param name="options">Which, and how.</param>
/// <param name="resolve">Makes full paths of the preset's.</param>
internal sealed class SoundFolderReader(SoundFolderOptions options, Func<string, string> resolve)
{
    private readonly string _folder = resolve(options.Folder);
    private readonly List<DataFile> _lists = [];
    private readonly List<DataFile> _sounds = [];
    private int _sampleRate;

    public Dataset Read()
    {
        if (!Directory.Exists(_folder))
            throw new InputException(_folder, "there is no such folder", "give the folder of the clips");

        var pattern = Expression(options.Pattern, "pattern");
        if (!pattern.GetGroupNames().Contains("label"))
            throw new InputException("dataset.pattern", "it has no group \"label\"", "write (?<label>...) where a path says the label");
        var (trainPaths, testPaths) = Paths();
        NamedClip[] train = [.. trainPaths.Select(path => Named(pattern, path))], test = [.. testPaths.Select(path => Named(pattern, path))];
        string[] found = [.. train.Concat(test).Select(clip => clip.Label).Distinct().Order(StringComparer.Ordinal)];
        IReadOnlyList<string> words = options.Labels ?? found;
        string[] labels = options.Scenes is { } scenes && !words.Contains(scenes.Background) ? [scenes.Background, .. words] : [.. words];
        var numbers = labels.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i, StringComparer.Ordinal);
        Recording[] Clips(IEnumerable<NamedClip> clips) => [.. from clip in clips where numbers.ContainsKey(clip.Label) select Read(clip, numbers[clip.Label])];

        var (training, tested) = (Clips(train), Clips(test));
        var composer = options.Scenes is { } scene ? new WordScenes(scene, _sampleRate, [.. Others()], training.Select(Reversed)) : null;
        var parts = new Dictionary<string, IReadOnlyList<Recording>>();
        if (tested.Length > 0)
            parts.Add("test", composer is null ? tested : [.. tested.Select(composer.Judged)]);
        return new Dataset(["sample"], labels, training, parts, [.. _lists, DataFile.OfMany("sounds", _sounds)]) { SampleRate = _sampleRate, Scenes = composer };
    }

    /// <summary>Backwards, a word is as loud and as much of speech, and no word.</summary>
    private static Recording Reversed(Recording recording) => recording with { Values = [.. Enumerable.Reverse(recording.Values)] };

    private (IReadOnlyList<string> Train, IReadOnlyList<string> Test) Paths()
    {
        if (options.TestPattern is not null && options.Test.Count > 0)
            throw new InputException("dataset.testPattern", "the clips to be tested on are listed too", "leave out one of the two");

        string[] all = [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(SoundReader.IsNamedAsSound)
            .Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        if (all.Length == 0)
            throw new InputException(_folder, "it holds no sound file", "give the folder of the clips");

        var isTest = options.TestPattern is { } text ? Expression(text, "testPattern") : null;
        string[] test = isTest is null ? [.. options.Test.SelectMany(Listed)] : [.. all.Where(path => isTest.IsMatch(path))];
        var tested = test.ToHashSet(StringComparer.Ordinal);
        string[] train = options.Train is { } lists ? [.. lists.SelectMany(Listed)] : [.. all.Where(path => !tested.Contains(path))];
        if (train.FirstOrDefault(tested.Contains) is { } both)
            throw new InputException(both, "it is among the clips to learn from and among those to be tested on", "test on clips that were never learnt from");
        return (train, test);
    }

    /// <summary>The column "file" of a list; paths hold no commas.</summary>
    private IEnumerable<string> Listed(string path)
    {
        var list = resolve(path);
        if (!File.Exists(list))
            throw new InputException(list, "there is no such file", "give a CSV file with a column \"file\"");

        var lines = File.ReadAllLines(list);
        var column = lines.Length > 0 ? Array.IndexOf(lines[0].Split(','), "file") : -1;
        if (column < 0)
            throw new InputException($"{list}, line 1", "it has no column \"file\"", "name the column of the clips' paths so");
        _lists.Add(DataFile.Of(list));
        return lines.Skip(1).Where(line => line.Length > 0).Select((line, i) => line.Split(',') is var cells && column < cells.Length
            ? cells[column]
            : throw new InputException($"{list}, line {i + 2}", $"it has {cells.Length} cells", "give the clip's path"));
    }

    private NamedClip Named(Regex pattern, string path) => pattern.Match(path) is { Success: true } match
        ? new NamedClip(path, match.Groups["label"].Value, match.Groups["speaker"] is { Success: true } speaker ? speaker.Value : null)
        : throw new InputException(Path.Combine(_folder, path), $"its path does not say a label as {pattern} does", "rename it, or give another pattern");

    private Recording Read(NamedClip clip, int label) => Sound(Path.Combine(_folder, clip.Path), clip.Path) with { Labels = [label], Group = clip.Speaker };

    private IEnumerable<Recording> Others() => options.Others.Select(resolve)
        .SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path).Where(SoundReader.IsNamedAsSound).Order(StringComparer.Ordinal) : (IEnumerable<string>)[path])
        .Select(path => Sound(path, Path.GetFileName(path)));

    /// <summary>A file's samples, its channels mixed.</summary>
    private Recording Sound(string path, string name)
    {
        using var reader = SoundReader.Open(path);
        if (_sampleRate == 0)
            _sampleRate = reader.SampleRate;
        if (reader.SampleRate != _sampleRate)
            throw new InputException(path, $"its rate is {reader.SampleRate} Hz", $"the other files have {_sampleRate} Hz: give files of one rate");

        var samples = reader.ReadToEnd();
        var values = new float[samples.Length / reader.Channels];
        for (var i = 0; i < samples.Length; i++)
            values[i / reader.Channels] += samples[i] / reader.Channels;
        if (values.Length == 0)
            throw new InputException(path, "it holds no sample", "take it out, or record it again");
        _sounds.Add(DataFile.Of(path));
        return new Recording { Name = name, Times = [], Values = values, Labels = [-1], SampleRate = _sampleRate };
    }

    private static Regex Expression(string text, string key)
    {
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException exception)
        {
            throw new InputException($"dataset.{key}", $"\"{text}\" is no regular expression: {exception.Message}", "correct it", exception);
        }
    }

    /// <summary>A clip, and what its path says.</summary>
    private sealed record NamedClip(string Path, string Label, string? Speaker);
}
