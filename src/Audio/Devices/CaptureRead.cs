namespace StreamHost.Audio.Devices;

/// <summary>
/// What a read of a capture found. Times are in ns on the monotonic clock of the <see cref="TimeProvider"/> that the
/// system was made with; see <see cref="MonotonicTime"/>.
/// </summary>
/// <param name="Kind">Which of them it is.</param>
/// <param name="Frames">Of samples, how many; of an overflow, how many are lost; else 0.</param>
/// <param name="ArrivalTime">Of samples: when the system handed the last of them over.</param>
/// <param name="CaptureTime">Of samples: when the first of them was heard, as far as the device tells its latency.</param>
/// <param name="Detail">Of a loss: why, as the system says it.</param>
public readonly record struct CaptureRead(
    CaptureReadKind Kind, int Frames = 0, long ArrivalTime = 0, long CaptureTime = 0, string? Detail = null);
