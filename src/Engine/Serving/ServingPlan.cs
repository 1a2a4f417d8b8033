using StreamHost.Core.Models;
using StreamHost.Core.Signals;

namespace StreamHost.Engine.Serving;

/// <summary>Which version answers which stream, from some moment on. Never changes: what follows is another plan with a higher number.</summary>
/// <param name="Number">Counts plans.</param>
/// <param name="Answers">The version that answers; null where none does.</param>
/// <param name="Identity">That version, or the one that was taken out.</param>
/// <param name="Unavailable">Why none answers; null where one does.</param>
internal sealed record ServingPlan(long Number, Edition? Answers, ModelIdentity Identity, string? Unavailable)
{
    /// <summary>A version that answers a share of the streams; null where there is none.</summary>
    public Edition? Canary { get; init; }

    /// <summary>That share, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>Whether a faulty version made way: each state is looked at before it is carried over.</summary>
    public bool IsRescue { get; init; }

    /// <summary>Who warms streams up for a version with another layout of state; null where nobody does.</summary>
    public Follower? Follower { get; init; }

    /// <summary>The version that is to answer a stream; null where none is.</summary>
    public Edition? For(StreamId stream) => Canary is not null && IsInShare(stream, Share) ? Canary : Answers;

    /// <summary>Whether a stream is among a share of all, by its name: the same ones in every run.</summary>
    public static bool IsInShare(StreamId stream, double share) => PlaceOf(stream) < share;

    /// <summary>Where a stream stands among all, 0 to 1: a share begins with the lowest.</summary>
    public static double PlaceOf(StreamId stream)
    {
        // Workers go by the hash itself, so the share goes by another mixture of its bits.
        var mixed = (stream.Hash ^ (stream.Hash >> 32)) * 0x9E3779B97F4A7C15;
        return (mixed >> 11) * (1.0 / (1L << 53));
    }
}
