using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;
using StreamHost.Engine.Sources;

namespace StreamHost.Soak;

/// <summary>A recording at 48 kHz over and over, in blocks of 5 ms at the speed of a microphone. A hop of 10 ms is an input.</summary>
internal sealed class SoundLoad : IAudioSource
{
    private const int Block = 240;

    private readonly float[] _samples;

    public SoundLoad(string path)
    {
        using var reader = SoundReader.Open(path);
        (_samples, SampleRate) = (reader.ReadToEnd(), reader.SampleRate);
    }

    public int SampleRate { get; }

    /// <summary>The stream, once it has begun.</summary>
    public StreamId? Stream { get; private set; }

    /// <summary>How many frames were offered.</summary>
    public long Frames { get; private set; }

    public async Task RunAsync(AudioIntake intake, CancellationToken stop)
    {
        Stream = intake.Streams.Intern("microphone");
        var started = intake.Time.GetTimestamp();
        var begun = UnixTime.Now(intake.Time);
        while (!stop.IsCancellationRequested)
        {
            for (var due = (long)(intake.Time.GetElapsedTime(started).TotalSeconds * SampleRate) - Block; Frames <= due; Frames += Block)
            {
                var place = (int)(Frames % (_samples.Length - Block));
                await intake.OfferAsync(
                    new AudioBlock(Stream, SampleRate, 1, Frames, Block, begun + (Frames * UnixTime.Second / SampleRate), UnixTime.Now(intake.Time), _samples.AsMemory(place, Block)),
                    stop).ConfigureAwait(false);
            }

            await Task.Delay(2, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
