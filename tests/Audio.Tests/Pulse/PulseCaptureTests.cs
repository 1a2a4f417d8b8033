using StreamHost.Audio.Live;
using StreamHost.Core;
using StreamHost.Core.Sounds;

namespace StreamHost.Audio.Tests.Pulse;

/// <summary>Live sound from a real server.</summary>
public sealed class PulseCaptureTests
{
    private const int Rate = 48_000;

    [SoundServerFact]
    public void A_source_is_listed_with_its_own_rate_and_channels()
    {
        using var server = new VirtualMicrophone(44_100, 2);
        var devices = server.System.List();
        var microphone = Assert.Single(devices, device => device.IsDefault);
        Assert.Equal(("microphone", "Microphone", 44_100, 2), (microphone.Id, microphone.Name, microphone.SampleRate, microphone.Channels));
        Assert.Contains(devices, device => device.Id == "speaker.monitor");
    }

    [SoundServerFact]
    public void What_is_played_is_heard_bit_for_bit()
    {
        var played = Clicks();
        using var server = new VirtualMicrophone();
        using var listener = new Listener(server.System);
        AssertHeard(played, 1, server, listener);
    }

    [SoundServerFact]
    public void Speech_in_two_channels_at_another_rate_is_heard_bit_for_bit()
    {
        using var file = WavReader.Open(Path.Combine(ReferenceData.Root, "presets/recordings/spoken-digits.wav"));
        var speech = new float[5 * file.SampleRate * file.Channels];
        var frames = file.Read(speech);
        var played = new float[2 * frames];
        for (var frame = 0; frame < frames; frame++)
            (played[2 * frame], played[(2 * frame) + 1]) = (speech[frame * file.Channels], -speech[frame * file.Channels]);

        using var server = new VirtualMicrophone(file.SampleRate, 2);
        using var listener = new Listener(server.System);
        AssertHeard(played, 2, server, listener);
        Assert.Equal([(file.SampleRate, 2)], listener.Heard.Segments);
    }

    [SoundServerFact]
    public void A_source_that_is_not_there_is_refused_by_name()
    {
        using var server = new VirtualMicrophone();
        var refused = Assert.Throws<WorkFailedException>(() => server.System.Open("gramophone", new()));
        Assert.Contains("no source gramophone", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_refused_in_one_line()
    {
        if (!OperatingSystem.IsLinux() || VirtualMicrophone.Lack is not null)
            return;
        var system = new Audio.Pulse.PulseAudioSystem(TimeProvider.System, "unix:/nowhere/native");
        var refused = Assert.Throws<WorkFailedException>(() => system.List());
        Assert.Contains("can't be reached", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Clicks at uneven distances over quiet noise that never repeats and is never zero.</summary>
    private static float[] Clicks()
    {
        var random = new Random(1);
        var samples = new float[3 * Rate];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (random.NextSingle() * 0.01f) + 1e-4f;
        for (var click = 0; click < samples.Length; click += 3000 + random.Next(3000))
            samples[click] = 0.9f;
        return samples;
    }

    /// <summary>Plays, finds the delay by the first sample that is not zero, and compares every sample.</summary>
    private static void AssertHeard(float[] played, int channels, VirtualMicrophone server, Listener listener)
    {
        var frames = played.Length / channels;
        var heard = new List<float>();
        listener.Until(LiveEvent.Opened);
        server.Play(played, listener.Live.Device!.SampleRate, channels);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (heard.Count < played.Length)
        {
            Assert.True(listener.Live.Read(out var piece, limit.Token));
            listener.Heard.Add(piece);
            foreach (var sample in piece.Samples.Span)
            {
                if (heard.Count > 0 || sample != 0)
                    heard.Add(sample);
            }
        }

        var silence = played.AsSpan().IndexOfAnyExcept(0f) / channels * channels;
        Assert.Equal(played.AsSpan(silence), heard.ToArray().AsSpan(0, played.Length - silence));
        Assert.Equal(0, Enum.GetValues<GapReason>().Sum(listener.Live.Counters.GapFrames));
    }
}
