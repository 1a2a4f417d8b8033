using StreamHost.Core;

namespace StreamHost.Audio.Devices;

/// <summary>What is wished of a device. Its rate and channels are its own and can't be wished.</summary>
public sealed record CaptureOptions
{
    /// <summary>How much sound the device hands over at a time: 1 ms to 1 s, 5 ms unless told. A device may take another time.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How much sound may wait to be read before it overflows: 0.5 s to 60 s, 5 s unless told, so that a stop of the program for a few
    /// seconds is late sound and not lost sound.
    /// </summary>
    public TimeSpan Buffer { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Holds them to their ranges.</summary>
    /// <exception cref="InputException">One is outside.</exception>
    public void Validate()
    {
        Require("block", Block, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        Require("buffer", Buffer, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(60));
    }

    private static void Require(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            throw new InputException($"capture {name}", $"{value.TotalSeconds} s is out of range", $"give {least.TotalSeconds} to {most.TotalSeconds} s");
    }
}
