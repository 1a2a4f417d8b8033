using System.Diagnostics;
using System.Globalization;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Tests.Recordings;

public sealed class KillTests
{
    private const int Kills = 50;

    /// <summary>A recorder that works as fast as it can is killed with SIGKILL after some flush, in the middle of whatever it does.</summary>
    [Fact]
    public void Whenever_a_recorder_is_killed_all_that_it_kept_is_there_and_at_most_a_second_is_missing()
    {
        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var folder = new TemporaryFolder();
            var kept = RecordUntilKilled(folder.Root, flushes: random.Next(1, 400));
            var (frames, heard) = Check(folder.Root);
            Assert.True(frames >= kept, $"{kept} frames were kept, {frames} are there");
            Assert.InRange(FramesInFiles(folder.Root) - heard, 0, Ramp.Rate);
        }
    }

    /// <returns>The frames that it said it had kept.</returns>
    private static long RecordUntilKilled(string folder, int flushes)
    {
        using var recorder = Process.Start(new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location, "record", folder]) { RedirectStandardOutput = true })!;
        for (var flush = 1; flush < flushes; flush++)
            recorder.StandardOutput.ReadLine();
        recorder.Kill();
        recorder.WaitForExit();

        // The last line may be torn.
        var last = recorder.StandardOutput.ReadToEnd().Split('\n') is { Length: > 1 } lines ? lines[^2] : "0";
        return long.Parse(last, CultureInfo.InvariantCulture);
    }

    /// <summary>Compares a recording with the ramp, to the bit; returns its frames, and those that are no gap.</summary>
    private static (long Frames, long Heard) Check(string folder)
    {
        using var recording = SoundRecording.Open(folder);
        var stream = new StreamTable().Intern(recording.Stream);
        var (next, heard) = (0L, 0L);
        for (; recording.Read(stream, Ramp.BlockFrames, out var block); next += block.Frames)
        {
            Assert.Equal((next, Ramp.Rate, Ramp.Channels(next), Ramp.Time(next)), (block.FirstFrame, block.SampleRate, block.Channels, block.EventTime));
            Assert.Equal((Ramp.IsGap(next), Ramp.IsGap(next + block.Frames - 1)), (block.IsGap, block.IsGap));
            for (var i = 0; i < block.Samples.Length; i++)
            {
                if (block.Samples.Span[i] != Ramp.Sample(next + (i / block.Channels)))
                    Assert.Fail($"frame {next + (i / block.Channels)} is {block.Samples.Span[i]}");
            }

            heard += block.IsGap ? 0 : block.Frames;
        }

        Assert.Equal(0, recording.MissingFrames);
        return (next, heard);
    }

    /// <summary>What was handed to the recorder: samples are with the system at once.</summary>
    private static long FramesInFiles(string folder)
    {
        // A file that was just begun may not have its header yet.
        const int Header = 94;
        long Samples(string name) => new FileInfo(Path.Combine(folder, name)) is { Exists: true } file ? Math.Max(0, file.Length - Header) / sizeof(float) : 0;
        return Samples("audio.wav") + (Samples("audio-2.wav") / 2);
    }
}
