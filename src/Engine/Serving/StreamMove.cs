namespace StreamHost.Engine.Serving;

/// <summary>How a stream came to the version that answers it.</summary>
public enum StreamMove
{
    /// <summary>It began with this version.</summary>
    Began,

    /// <summary>Its state was carried over: the two versions lay out their state alike.</summary>
    Carried,

    /// <summary>The version heard the last of the stream's own input before it spoke.</summary>
    Warmed,

    /// <summary>There was no input to warm it on: it started as with a new stream.</summary>
    Cold,
}
