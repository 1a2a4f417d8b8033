using System.Runtime.InteropServices;

namespace StreamHost.Audio.Live;

/// <summary>Watches for exact zeros: what a muted microphone delivers, and a broken one.</summary>
/// <param name="sampleRate">In Hz.</param>
internal sealed class ZeroWatch(int sampleRate)
{
    /// <summary>How long zeros last when they are first told of: soon enough to be known within half a second.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(0.4);

    private long _frames;

    /// <summary>Whether there have been zeros for long enough to tell of.</summary>
    public bool IsZero { get; private set; }

    /// <summary>How long there have been zeros.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds(_frames / (double)sampleRate);

    /// <summary>Whether all of them are exactly zero.</summary>
    public static bool AreZeros(ReadOnlySpan<float> samples) => !MemoryMarshal.Cast<float, int>(samples).ContainsAnyExcept(0);

    /// <summary>Takes a block.</summary>
    /// <returns>Whether <see cref="IsZero"/> has changed.</returns>
    public bool Add(ReadOnlySpan<float> samples, int frames)
    {
        var was = IsZero;
        _frames = AreZeros(samples) ? _frames + frames : 0;
        IsZero = _frames > 0 && Length >= Notice;
        return IsZero != was;
    }
}
