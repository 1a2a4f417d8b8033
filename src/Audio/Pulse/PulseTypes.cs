using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamHost.Audio.Pulse;

/// <summary>How far a connection is.</summary>
internal enum PulseContextState
{
    /// <summary>The server answers.</summary>
    Ready = 4,

    /// <summary>It was refused or broke off.</summary>
    Failed = 5,

    /// <summary>It was closed.</summary>
    Terminated = 6,
}

/// <summary>How far a stream is.</summary>
internal enum PulseStreamState
{
    /// <summary>It flows.</summary>
    Ready = 2,

    /// <summary>It was refused, or its source is gone.</summary>
    Failed = 3,

    /// <summary>It was closed.</summary>
    Terminated = 4,
}

/// <summary>What is asked of a stream.</summary>
[Flags]
internal enum PulseStreamFlags
{
    /// <summary>Between two answers about the latency it is reckoned on.</summary>
    InterpolateTiming = 0x0002,

    /// <summary>The latency is asked for again and again.</summary>
    AutoTimingUpdate = 0x0008,

    /// <summary>The device itself is asked for short blocks, not only the server.</summary>
    AdjustLatency = 0x2000,
}

/// <summary>Rate and format of samples.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PulseSampleSpec
{
    /// <summary>5: float, little-endian; 6: big-endian.</summary>
    public int Format;

    /// <summary>In Hz.</summary>
    public uint Rate;

    /// <summary>Samples of a frame.</summary>
    public byte Channels;

    /// <summary>Floats as this machine writes them.</summary>
    public static int NativeFloat => BitConverter.IsLittleEndian ? 5 : 6;
}

/// <summary>Where each channel's loudspeaker would stand; taken from a source and given back for its stream, so that nothing is remixed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PulseChannelMap
{
    /// <summary>How many there are.</summary>
    public byte Channels;

    /// <summary>The place of each.</summary>
    public PulseChannelPositions Positions;
}

/// <summary>Room for the places of as many channels as the library knows.</summary>
[InlineArray(32)]
internal struct PulseChannelPositions
{
    private int _first;
}

/// <summary>Sizes in bytes; all bits set asks for the server's own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PulseBufferAttributes
{
    /// <summary>The most that may wait.</summary>
    public uint MaxLength;

    /// <summary>Of playback.</summary>
    public uint TargetLength;

    /// <summary>Of playback.</summary>
    public uint PreBuffer;

    /// <summary>Of playback.</summary>
    public uint MinimumRequest;

    /// <summary>What is handed over at a time.</summary>
    public uint FragmentSize;
}

/// <summary>The beginning of what a server tells of itself.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PulseServerInfo
{
    /// <summary>Texts that are not needed.</summary>
    public nint UserName, HostName, Version, Name;

    /// <summary>The format it prefers.</summary>
    public PulseSampleSpec SampleSpec;

    /// <summary>The name of the sink that is the default.</summary>
    public nint DefaultSink;

    /// <summary>The name of the source that is the default.</summary>
    public nint DefaultSource;
}

/// <summary>The beginning of what a server tells of a source.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PulseSourceInfo
{
    /// <summary>What it is opened by.</summary>
    public nint Name;

    /// <summary>Its number for as long as it is there.</summary>
    public uint Index;

    /// <summary>What a user calls it.</summary>
    public nint Description;

    /// <summary>Its native format.</summary>
    public PulseSampleSpec SampleSpec;

    /// <summary>Its channels.</summary>
    public PulseChannelMap ChannelMap;
}
