using StreamHost.Numerics.Randomness;
using StreamHost.Training.Datasets;

namespace StreamHost.Training.Scenes;

/// <summary>Puts recordings into stretches of a stream as a network will hear them: at any place, among other sounds, louder or softer.</summary>
public interface ISceneComposer
{
    /// <summary>Events of a scene.</summary>
    int Length { get; }

    /// <summary>What has no word in it and is heard in scenes of its own, a piece a scene.</summary>
    IReadOnlyList<Recording> Pieces { get; }

    /// <summary>Fills a scene around a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="random">Makes all choices.</param>
    /// <param name="values">[<see cref="Length"/>], filled here.</param>
    /// <param name="labels">[labels], each that of as many values as there are for each; filled here; -1 has no part in the loss.</param>
    void Compose(Recording recording, RandomSource random, Span<float> values, Span<int> labels);

    /// <summary>A recording as it is judged: with what a stream has before and after it, always the same.</summary>
    Recording Judged(Recording recording);
}
