namespace StreamHost.Core;

/// <summary>The input was good and the work could not be done: a full disk, a loss that is not a number (exit status 1).</summary>
/// <param name="message">One line: what failed, where, what was kept, what to do.</param>
/// <param name="inner">What the system said, if anything.</param>
public sealed class WorkFailedException(string message, Exception? inner = null) : StreamHostException(message, inner);
