using System.Text.Json.Serialization;
using StreamHost.Engine.Sources;
using StreamHost.Host.Sources.Live;
using StreamHost.Host.Sources.Machine;
using StreamHost.Host.Sources.Replay;
using StreamHost.Host.Sources.StandardInput;

namespace StreamHost.Host.Sources;

/// <summary>Where a preset's events come from. A kind of source is a folder with its options and its source, and a line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ReplayOptions), "replay")]
[JsonDerivedType(typeof(MachineOptions), "machine")]
[JsonDerivedType(typeof(StandardInputOptions), "stdin")]
[JsonDerivedType(typeof(MicrophoneOptions), "microphone")]
[JsonDerivedType(typeof(PcmOptions), "pcm")]
internal abstract record SourceOptions
{
    /// <summary>Whether it delivers as things happen, and not from a store.</summary>
    [JsonIgnore]
    public abstract bool IsLive { get; }

    /// <summary>The file it reads, relative to the preset, which no sink may write; null where there is none.</summary>
    [JsonIgnore]
    public virtual string? File => null;

    /// <summary>Whether it is a source of sound, and not of events.</summary>
    [JsonIgnore]
    public virtual bool IsSound => false;

    /// <summary>Opens the source of sound.</summary>
    /// <exception cref="Core.InputException">What it reads is not there.</exception>
    public virtual IAudioSource OpenSound(SourceContext context) => throw new NotSupportedException();

    /// <summary>Opens the source of events.</summary>
    /// <exception cref="Core.InputException">What it reads is not there, or lacks a feature.</exception>
    public abstract IEventSource Open(SourceContext context);
}
