namespace StreamHost.Engine.Accounts;

/// <summary>Why an event that came in has no classification.</summary>
public enum DropReason
{
    /// <summary>The channel at the front door was full, and its policy is to drop the oldest.</summary>
    Overflow,

    /// <summary>It was older than an event of its stream that was already classified.</summary>
    Late,

    /// <summary>The model's scores were not finite.</summary>
    InvalidScores,

    /// <summary>The model failed on it.</summary>
    ModelFailed,

    /// <summary>No version of the model answered its stream; the sinks were told so, with the reason.</summary>
    Unavailable,

    /// <summary>A sink failed before it, and the run is ending.</summary>
    SinkFailed,
}
