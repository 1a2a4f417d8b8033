using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Tests.Recordings;

/// <summary>
/// A stream of sound without an end of which every frame is known: its samples are its number. Blocks of 10 ms; now and then a gap, and
/// behind it a clock that went wrong by some ns; from a frame on a second channel.
/// </summary>
internal static class Ramp
{
    public const int Rate = 8_000;
    public const int BlockFrames = 80;

    /// <summary>36 blocks of sound and a gap of two.</summary>
    private const int Period = 38 * BlockFrames;
    private const long Stereo = 200 * Period;

    public static bool IsGap(long frame) => frame % Period >= 36 * BlockFrames;

    public static int Channels(long frame) => frame < Stereo ? 1 : 2;

    public static float Sample(long frame) => frame & 0xFFFFFF;

    public static long Time(long frame) => (frame * (UnixTime.Second / Rate)) + (137 * (frame / Period));

    /// <summary>Records it until killed, and says after each flush how many frames were kept.</summary>
    public static int Record(string folder, TextWriter output)
    {
        var stream = new StreamTable().Intern("ramp");
        using var recorder = SoundRecorder.Create(folder, stream.Name);
        var samples = new float[2 * BlockFrames];
        var kept = 0L;
        for (var frame = 0L; ; frame += BlockFrames)
        {
            var channels = Channels(frame);
            for (var i = 0; i < BlockFrames * channels; i++)
                samples[i] = Sample(frame + (i / channels));
            var heard = IsGap(frame) ? ReadOnlyMemory<float>.Empty : samples.AsMemory(0, BlockFrames * channels);
            recorder.Write(new AudioBlock(stream, Rate, channels, frame, BlockFrames, Time(frame), 0, heard));
            if (recorder.KeptFrames == kept)
                continue;

            kept = recorder.KeptFrames;
            output.WriteLine(kept);
            output.Flush();
        }
    }
}
