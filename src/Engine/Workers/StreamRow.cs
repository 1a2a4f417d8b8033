using StreamHost.Core.Signals;
using StreamHost.Engine.Serving;

namespace StreamHost.Engine.Workers;

/// <summary>What a worker knows of one of its streams. Written by the worker alone but for <see cref="Handover"/>.</summary>
/// <param name="stream">The stream.</param>
/// <param name="index">Its row in the states of every version.</param>
internal sealed class StreamRow(StreamId stream, int index)
{
    private volatile Handover? _handover;

    public StreamId Stream { get; } = stream;

    public int Index { get; } = index;

    /// <summary>The event time of its last event; none before the first.</summary>
    public long? LastTime { get; set; }

    /// <summary>The batch that it last had an event in.</summary>
    public long Batch { get; set; }

    /// <summary>Which event of that batch it was.</summary>
    public int Place { get; set; }

    /// <summary>The version that answers it; null where none does.</summary>
    public Seat? Seat { get; set; }

    /// <summary>Whether its state with that version means something.</summary>
    public bool HasState { get; set; }

    /// <summary>Whether that state has seen an event.</summary>
    public bool HasSeen { get; set; }

    /// <summary>How it came to that version.</summary>
    public StreamMove Move { get; set; }

    /// <summary>The plan that it was last brought in line with.</summary>
    public long Plan { get; set; } = -1;

    /// <summary>Why it alone has no answer; null where it is as good as others.</summary>
    public string? TakenOut { get; set; }

    /// <summary>Its last events; null where none are kept.</summary>
    public InputRing? Ring { get; init; }

    /// <summary>Its state with another version, up to date but for the newest events; written by a follower.</summary>
    public Handover? Handover
    {
        get => _handover;
        set => _handover = value;
    }
}
