namespace StreamHost.Audio.Devices;

/// <summary>What a read of a capture can find.</summary>
public enum CaptureReadKind
{
    /// <summary>Nothing came while it waited.</summary>
    Nothing,

    /// <summary>The next samples.</summary>
    Samples,

    /// <summary>A known number of frames is lost before the next samples: they were not read in time.</summary>
    Overflow,

    /// <summary>The capture is on another device now, or its device has another format.</summary>
    Moved,

    /// <summary>The device is gone or has failed; nothing more comes. It can be opened again.</summary>
    Lost,

    /// <summary>The input is at its end, as a file or standard input can be; nothing more comes, ever.</summary>
    Ended,
}
