namespace StreamHost.Engine.Serving;

/// <summary>What went wrong in a call of a version.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Message">The same in words that follow "it" or the version's name.</param>
internal sealed record Fault(FaultKind Kind, string Message);
