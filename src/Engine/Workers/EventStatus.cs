namespace StreamHost.Engine.Workers;

/// <summary>How far an event of a batch has come.</summary>
internal enum EventStatus
{
    /// <summary>It is to be run together with the others of its version.</summary>
    Waiting,

    /// <summary>It is to be run by itself.</summary>
    Alone,

    /// <summary>It has scores.</summary>
    Scored,

    /// <summary>No version answers its stream.</summary>
    Unavailable,

    /// <summary>It has no scores and will have none: the version that answers its stream failed on it.</summary>
    Dropped,
}
