namespace StreamHost.Audio.Rings;

/// <summary>What a ring knows of a block of samples beside them.</summary>
/// <param name="Frames">How many frames it has.</param>
/// <param name="Missing">Frames that are lost before its first.</param>
/// <param name="ArrivalTime">When it was handed over, in ns on the monotonic clock.</param>
/// <param name="CaptureTime">When its first frame was heard, in ns on the monotonic clock.</param>
internal readonly record struct BlockMark(int Frames, int Missing, long ArrivalTime, long CaptureTime);
