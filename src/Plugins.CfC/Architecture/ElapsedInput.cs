namespace StreamHost.Plugins.CfC.Architecture;

/// <summary>Which time enters a cell's step.</summary>
internal enum ElapsedInput
{
    /// <summary><c>measured</c>: the event time elapsed since the stream's previous event, in units of the package's time unit.</summary>
    Measured,

    /// <summary><c>constant</c>: 1 at every event, whatever the clock said.</summary>
    Constant,
}
