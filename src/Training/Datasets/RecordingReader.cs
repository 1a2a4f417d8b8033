using StreamHost.Core;
using StreamHost.Core.Logs;
using StreamHost.Core.Signals;

namespace StreamHost.Training.Datasets;

/// <summary>Reads event logs into recordings, all with the same values, and numbers their labels.</summary>
internal sealed class RecordingReader(EventLogOptions options, IReadOnlyList<string>? labels)
{
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<Recording, List<string?>> _labels = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<string>? _features;

    public IReadOnlyList<Recording> Read(string path)
    {
        var streams = new StreamTable();
        using var log = EventLogReader.Open(path, options, streams);
        CheckFeatures(path, log.Features);
        var intervals = IntervalsBeside(path) is { } beside ? LabelIntervals.Read(beside, EventTimeUnit.S) : null;
        var byStream = new SortedDictionary<string, Builder>(StringComparer.Ordinal);
        while (log.Read())
        {
            if (!byStream.TryGetValue(log.Stream.Name, out var builder))
                byStream.Add(log.Stream.Name, builder = new Builder());
            var label = intervals is null ? log.Label : intervals.At(log.Stream, log.EventTime);
            if (label is not null)
                Remember(label, $"{path}, line {log.Line}");
            builder.Add(log.EventTime, log.Values, label);
        }

        var recordings = byStream.Select(pair => Finish(path, pair.Key, byStream.Count, pair.Value)).ToList();
        return recordings.Count > 0 ? recordings : throw new InputException(path, "it holds no event", "record at least one");
    }

    /// <summary>The data set of recordings that were read; now that all labels are known, they get their numbers.</summary>
    public Dataset Finish(IReadOnlyList<Recording> training, IReadOnlyList<Recording> test, IReadOnlyList<DataFile> files)
    {
        IReadOnlyList<string> names = labels ?? [.. _seen];
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            throw new InputException("dataset.labels", $"\"{twice.Key}\" stands there twice", "name each label once");
        var numbers = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        foreach (var (recording, words) in _labels)
        {
            for (var i = 0; i < words.Count; i++)
                recording.Labels[i] = words[i] is { } word ? numbers[word] : -1;
        }

        var tests = new Dictionary<string, IReadOnlyList<Recording>>();
        if (test.Count > 0)
            tests.Add("test", test);
        return new Dataset(_features!, names, training, tests, files);
    }

    /// <summary>The file of label intervals beside a log, or null where there is none.</summary>
    public static string? IntervalsBeside(string path)
    {
        var beside = Path.ChangeExtension(path, ".labels.csv");
        return File.Exists(beside) ? beside : null;
    }

    private void CheckFeatures(string path, IReadOnlyList<string> features)
    {
        _features ??= features;
        if (!_features.SequenceEqual(features))
        {
            throw new InputException(
                path, $"its values are {string.Join(", ", features)}", $"all logs have the same: {string.Join(", ", _features)}; or name features in the preset");
        }
    }

    private void Remember(string label, string where)
    {
        if (labels is not null && !labels.Contains(label))
            throw new InputException(where, $"label \"{label}\" is not among the preset's", $"use {string.Join(", ", labels)}");
        _seen.Add(label);
    }

    private Recording Finish(string path, string stream, int streams, Builder builder)
    {
        var name = Path.GetFileName(path);
        var recording = builder.Finish(streams == 1 ? name : $"{name} {stream}");
        _labels.Add(recording, builder.Labels);
        return recording;
    }

    /// <summary>A recording while it grows.</summary>
    private sealed class Builder
    {
        private readonly List<long> _times = [];
        private readonly List<float> _values = [];

        public List<string?> Labels { get; } = [];

        public void Add(long time, ReadOnlySpan<float> values, string? label)
        {
            // A log may be allowed to step back a little; a recording never does.
            var place = _times.Count;
            while (place > 0 && _times[place - 1] > time)
                place--;
            _times.Insert(place, time);
            _values.InsertRange(place * values.Length, values);
            Labels.Insert(place, label);
        }

        public Recording Finish(string name) => new()
        {
            Name = name,
            Times = [.. _times],
            Values = [.. _values],
            Labels = new int[_times.Count],
        };
    }
}
