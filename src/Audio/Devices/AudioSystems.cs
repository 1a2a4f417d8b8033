using StreamHost.Audio.Pulse;
using StreamHost.Audio.Sdl;
using StreamHost.Core;

namespace StreamHost.Audio.Devices;

/// <summary>The systems that devices can be reached through here, by the word for each. Raw PCM is not among them: it must be told what it reads.</summary>
public static partial class AudioSystems
{
    private static readonly Dictionary<string, Func<TimeProvider, IAudioSystem>> Known = Find();

    /// <summary>Their words, the one for this machine first.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys];

    /// <summary>Reaches a system.</summary>
    /// <param name="name">One of <see cref="Names"/>; null for the first of them.</param>
    /// <param name="time">The clock to time sound by.</param>
    /// <exception cref="InputException">There is no such system here, or its library is not installed.</exception>
    /// <exception cref="WorkFailedException">It can't be used now.</exception>
    public static IAudioSystem Create(string? name, TimeProvider time) => Known.TryGetValue(name ?? Known.Keys.First(), out var make)
        ? make(time)
        : throw new InputException("sound system", $"\"{name}\" is none of this machine", $"give {string.Join(" or ", Names)}");

    /// <summary>Adds what Windows alone has; without NAudio nothing.</summary>
    static partial void AddWindows(Dictionary<string, Func<TimeProvider, IAudioSystem>> systems);

    private static Dictionary<string, Func<TimeProvider, IAudioSystem>> Find()
    {
        var systems = new Dictionary<string, Func<TimeProvider, IAudioSystem>>(StringComparer.Ordinal);
        if (OperatingSystem.IsWindows())
            AddWindows(systems);
        if (OperatingSystem.IsLinux())
            systems.Add("pulse", time => new PulseAudioSystem(time));
        systems.Add("sdl", time => new SdlAudioSystem(time));
        return systems;
    }
}
