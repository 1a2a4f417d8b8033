using System.Runtime.InteropServices;
using StreamHost.Audio.Devices;
using StreamHost.Audio.Live;
using StreamHost.Audio.Tests.Pulse;

namespace StreamHost.Audio.Tests.Sdl;

/// <summary>SDL finds its server by the environment once, so all of it is one test.</summary>
public sealed partial class SdlCaptureTests
{
    [SdlFact]
    public void What_is_played_is_heard_through_SDL_too()
    {
        using var server = new VirtualMicrophone();

        // The runtime's own variables are not those that a native library sees.
        Assert.Equal(0, SetVariable("PULSE_SERVER", server.Address, 1));
        Assert.Equal(0, SetVariable("SDL_AUDIODRIVER", "pulseaudio", 1));
        var system = AudioSystems.Create("sdl", TimeProvider.System);
        Assert.Contains(system.List(), device => device is { Name: "Microphone", SampleRate: 48_000, Channels: 1 });

        // On a busy machine SDL falls behind the clock: then there may be gaps between the samples, but none of them is missing.
        using var listener = new Listener(system, new LiveOptions { Device = "Microphone", Backlog = null });
        listener.Until(LiveEvent.Opened);
        server.Play(Ramp.Samples(3 * 48_000));
        listener.Until(() => listener.Newest >= 2 * 48_000);
        var numbers = listener.Heard.Samples.Select(Ramp.Number).Where(number => number > 0);
        Assert.Equal(Enumerable.Range(1, listener.Newest), numbers);
        Assert.Equal([(48_000, 1)], listener.Heard.Segments);
        Assert.Equal(0, listener.Live.Counters.GapFrames(GapReason.Overflow));
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    /// <summary>A test that needs SDL2 and a sound server; skipped with a message where one is missing.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SdlFactAttribute : FactAttribute
    {
        public SdlFactAttribute() => Skip = VirtualMicrophone.Lack
            ?? (NativeLibrary.TryLoad("libSDL2-2.0.so.0", out _) ? null : "There is no SDL2: install libsdl2-2.0-0.");
    }
}
