using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamHost.Audio.Pulse;
using StreamHost.Core;

namespace StreamHost.Audio.Tests.Pulse;

/// <summary>A sound server of the test's own, without hardware: what is played to it is heard from its microphone. Gone when the test is over.</summary>
internal sealed class VirtualMicrophone : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Script = Path.Combine(ReferenceData.Root, "tests", "virtual-microphone.sh");

    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost-sound-").FullName;
    private readonly List<Process> _players = [];
    private Process? _server;

    /// <param name="sampleRate">In Hz; 0 to start without devices.</param>
    /// <param name="channels">Samples of a frame.</param>
    public VirtualMicrophone(int sampleRate = 48_000, int channels = 1) => Serve(sampleRate, channels);

    /// <summary>Why there can be no server here; null where there can.</summary>
    public static string? Lack { get; } = FindLack();

    public string Address => $"unix:{_folder}/native";

    public PulseAudioSystem System => new(TimeProvider.System, Address);

    /// <summary>Starts the server, also after it was killed.</summary>
    public void Serve(int sampleRate = 48_000, int channels = 1)
    {
        _server = Process.Start(Command([Script, "serve", _folder, $"{sampleRate}", $"{channels}"]))!;
        var since = Stopwatch.GetTimestamp();
        while (!Answers())
        {
            Assert.False(_server.HasExited, "The sound server ended.");
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, "The sound server does not answer.");
        }
    }

    public void Kill()
    {
        _server!.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    /// <summary>Stops the server as it stands, or lets it go on.</summary>
    public void Signal(string signal) => Run(["kill", $"-{signal}", $"{_server!.Id}"]);

    public void Plug(int sampleRate = 48_000, int channels = 1) => Run([Script, "plug", _folder, $"{sampleRate}", $"{channels}"]);

    public void Unplug() => Run([Script, "unplug", _folder]);

    public void Control(params string[] arguments) => Run(["pactl", .. arguments]);

    /// <summary>Begins to play samples at the speaker's own rate.</summary>
    /// <param name="samples">[frames, channels].</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="channels">Samples of a frame.</param>
    public Process Play(ReadOnlySpan<float> samples, int sampleRate = 48_000, int channels = 1)
    {
        var path = Path.Combine(_folder, $"{_players.Count}.raw");
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(samples));
        _players.Add(Process.Start(Command(["pacat", "--playback", "--raw", "--device=speaker", "--format=float32le", $"--rate={sampleRate}", $"--channels={channels}", path]))!);
        return _players[^1];
    }

    public void Dispose()
    {
        foreach (var process in _players.Append(_server!))
        {
            try
            {
                process.Kill();
                process.WaitForExit();
            }
            catch (InvalidOperationException)
            {
                // It has ended by itself.
            }

            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private bool Answers()
    {
        if (!File.Exists(Path.Combine(_folder, "native")))
        {
            Thread.Yield();
            return false;
        }

        try
        {
            System.List();
            return true;
        }
        catch (WorkFailedException)
        {
            return false;
        }
    }

    private void Run(string[] command)
    {
        using var process = Process.Start(Command(command))!;
        Assert.True(process.WaitForExit(Patience), $"{command[0]} hangs.");
        Assert.Equal(0, process.ExitCode);
    }

    private ProcessStartInfo Command(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]);
        start.Environment["PULSE_SERVER"] = Address;
        start.Environment["PULSE_RUNTIME_PATH"] = _folder;
        return start;
    }

    private static string? FindLack()
    {
        if (!OperatingSystem.IsLinux())
            return "Only Linux has a sound server for tests.";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var missing = new[] { "pulseaudio", "pactl", "pacat" }.FirstOrDefault(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program))));
        return missing is null ? null : $"There is no {missing}: install pulseaudio and pulseaudio-utils.";
    }
}

/// <summary>A test that needs a sound server; skipped with a message where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SoundServerFactAttribute : FactAttribute
{
    public SoundServerFactAttribute() => Skip = VirtualMicrophone.Lack;
}

/// <summary>The same with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SoundServerTheoryAttribute : TheoryAttribute
{
    public SoundServerTheoryAttribute() => Skip = VirtualMicrophone.Lack;
}
