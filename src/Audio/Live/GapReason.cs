namespace StreamHost.Audio.Live;

/// <summary>Why frames are missing from a live stream.</summary>
public enum GapReason
{
    /// <summary>The clock says that they should have come and they did not: the device, its driver or the server lost them.</summary>
    Missing,

    /// <summary>They came and there was no room, because nobody had read for longer than the buffer lasts.</summary>
    Overflow,

    /// <summary>They were older than the backlog may be, and were dropped to be live again.</summary>
    Backlog,

    /// <summary>There was no device.</summary>
    Outage,
}
