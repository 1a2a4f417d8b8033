namespace StreamHost.Numerics.Convolutions;

/// <summary>Signals that are transformed together, a lane of a vector for each.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Step">From one to the next.</param>
/// <param name="Count">How many, at most one for each lane.</param>
internal readonly record struct SignalGroup(int First, int Step, int Count);
