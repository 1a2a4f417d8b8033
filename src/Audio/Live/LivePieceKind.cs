namespace StreamHost.Audio.Live;

/// <summary>What the next piece of a live stream can be.</summary>
public enum LivePieceKind
{
    /// <summary>Frames with their samples.</summary>
    Samples,

    /// <summary>Frames that are missing.</summary>
    Gap,

    /// <summary>From here on the stream has the rate and channels that the piece says, and its frames count from 0 again.</summary>
    Segment,

    /// <summary>Something to tell the user.</summary>
    Report,
}
