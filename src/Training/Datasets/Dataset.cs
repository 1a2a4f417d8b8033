namespace StreamHost.Training.Datasets;

/// <summary>Recordings to learn from and recordings to be tested on.</summary>
/// <param name="Features">The names of the values.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Training">What a network may learn from.</param>
/// <param name="Test">What it is judged by, by the name of each part; never learnt from.</param>
/// <param name="Files">What was read.</param>
public sealed record Dataset(
    IReadOnlyList<string> Features,
    IReadOnlyList<string> Labels,
    IReadOnlyList<Recording> Training,
    IReadOnlyDictionary<string, IReadOnlyList<Recording>> Test,
    IReadOnlyList<DataFile> Files)
{
    /// <summary>The rate in Hz of evenly sampled recordings; null where they are events.</summary>
    public double? SampleRate { get; init; }

    /// <summary>How recordings are put into the stretches of a stream that a network learns from; null to learn from them as they are.</summary>
    public Scenes.ISceneComposer? Scenes { get; init; }

    /// <summary>Whether recordings are judged event by event: where each has a label to learn, unless scenes are learnt from; then each recording is judged as a whole.</summary>
    /// <param name="labels">What has a label in training.</param>
    public bool IsJudgedByEvent(Presets.LabelledUnit labels) => labels == Presets.LabelledUnit.EveryEvent && Scenes is null;
}
