namespace StreamHost.Core.Logs;

/// <summary>One row of a file of label intervals.</summary>
/// <param name="Stream">The stream, or null for every stream.</param>
/// <param name="Start">Its first instant, in ns since the Unix epoch.</param>
/// <param name="End">The instant after its last.</param>
/// <param name="Label">The label.</param>
/// <param name="Line">Where it stands.</param>
internal sealed record LabelInterval(string? Stream, long Start, long End, string Label, long Line);
