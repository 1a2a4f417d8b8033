namespace StreamHost.Audio.Live;

/// <summary>What can happen to a live stream.</summary>
public enum LiveEvent
{
    /// <summary>A device is open and delivers.</summary>
    Opened,

    /// <summary>A device can't be opened now; it is tried again.</summary>
    OpenFailed,

    /// <summary>The device is gone or has failed.</summary>
    Lost,

    /// <summary>The device delivers nothing, without saying why.</summary>
    Stalled,

    /// <summary>The capture is on another device, or its device has another format.</summary>
    Moved,

    /// <summary>Frames are missing; see <see cref="GapReason.Missing"/>.</summary>
    Missing,

    /// <summary>Frames were not read in time; see <see cref="GapReason.Overflow"/>.</summary>
    Overflow,

    /// <summary>Old frames were dropped; see <see cref="GapReason.Backlog"/>.</summary>
    BacklogDropped,

    /// <summary>The device delivers exact zeros, as a muted one does, or one that is broken.</summary>
    Zeros,

    /// <summary>The device delivers sound again after zeros.</summary>
    SoundAgain,

    /// <summary>The device delivers exact zeros to the opening that is heard, and sound to another one: the stream goes on with that.</summary>
    Stuck,

    /// <summary>The device could not be closed in time; its thread is left behind.</summary>
    CloseAbandoned,
}
