using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using StreamHost.Audio.Live;
using StreamHost.Audio.RawPcm;
using StreamHost.Core.Sounds;
using StreamHost.Engine.Sources;

namespace StreamHost.Host.Sources.Live;

/// <summary>Raw samples from standard input or a named pipe, for what no device is: <c>ffmpeg -i ... -f f32le -</c>.</summary>
internal sealed record PcmOptions : SourceOptions
{
    /// <summary>The name of the stream.</summary>
    [MinLength(1)]
    public string Stream { get; init; } = "pcm";

    /// <summary>The pipe, relative to the preset; default <c>-</c>, standard input.</summary>
    [MinLength(1)]
    public string Path { get; init; } = RawPcmOptions.StandardInput;

    /// <summary>How a sample is written: <c>f32le</c>, the default, <c>s16le</c>, <c>s24le</c>, <c>s32le</c> or <c>u8</c>.</summary>
    [AllowedValues("f32le", "s16le", "s24le", "s32le", "u8")]
    public string Format { get; init; } = "f32le";

    /// <summary>Frames a second, 1,000 to 768,000 Hz.</summary>
    [Range(1_000, 768_000)]
    public required int SampleRate { get; init; }

    /// <summary>Samples of a frame, 1 to 8; default 1.</summary>
    [Range(1, 8)]
    public int Channels { get; init; } = 1;

    /// <summary>The one channel to hear, the first being 0, 0 to 7; default the mean of all.</summary>
    [Range(0, 7)]
    public int? Channel { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLive => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsSound => true;

    /// <inheritdoc/>
    public override IAudioSource OpenSound(SourceContext context) =>
        new LiveSoundSource(new RawPcmSystem(Raw(context), TimeProvider.System), Options, Stream, context, SampleRate);

    /// <inheritdoc/>
    public override IEventSource Open(SourceContext context) => throw new NotSupportedException();

    private LiveOptions Options => new() { Channels = Channel is { } channel ? ChannelChoice.One(channel) : ChannelChoice.Mean, Backlog = null };

    private RawPcmOptions Raw(SourceContext context) => new()
    {
        Path = Path == RawPcmOptions.StandardInput ? Path : context.Resolve(Path),
        SampleRate = SampleRate,
        Channels = Channels,
        Format = Format switch
        {
            "u8" => SampleFormat.Unsigned8,
            "s16le" => SampleFormat.Signed16,
            "s24le" => SampleFormat.Signed24,
            "s32le" => SampleFormat.Signed32,
            _ => SampleFormat.Float32,
        },
    };
}
