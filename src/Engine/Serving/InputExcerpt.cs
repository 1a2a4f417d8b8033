namespace StreamHost.Engine.Serving;

/// <summary>The end of one stream's input that showed what is wrong with a version.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Features">The names of the values; of sound, "sample" for each of a hop.</param>
/// <param name="Times">[events]: event times in ns since the Unix epoch, ascending.</param>
/// <param name="Values">[events, features]; of sound, hops one after the other.</param>
/// <param name="SampleRate">Of sound, its rate in Hz; else null.</param>
public sealed record InputExcerpt(string Stream, IReadOnlyList<string> Features, IReadOnlyList<long> Times, float[] Values, int? SampleRate);
