namespace StreamHost.Host.Control;

/// <summary>What a run says of itself.</summary>
/// <param name="Name">What it is called: its preset's or log's file, without folder and ending.</param>
/// <param name="Preset">The preset or log, as it was named.</param>
/// <param name="Model">What the preset calls the model.</param>
/// <param name="IsWatched">Whether newer versions are loaded as they are published.</param>
internal sealed record RunDescription(string Name, string Preset, string Model, bool IsWatched);
