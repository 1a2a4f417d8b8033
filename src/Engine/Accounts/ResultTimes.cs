namespace StreamHost.Engine.Accounts;

/// <summary>When a result's event was where, in ns since the Unix epoch.</summary>
/// <param name="Begun">Where its latency is counted from.</param>
/// <param name="Heard">When it was all heard; of an event, when it arrived.</param>
/// <param name="Arrived">When the host received it.</param>
/// <param name="Free">When its worker had done what came before.</param>
/// <param name="Started">When the model got it.</param>
/// <param name="Computed">When the model was done.</param>
internal readonly record struct ResultTimes(long Begun, long Heard, long Arrived, long Free, long Started, long Computed)
{
    /// <summary>What took longest of the way to its delivery.</summary>
    public LatenessCause LongestPart(long delivered)
    {
        var ready = Math.Clamp(Free, Arrived, Math.Max(Arrived, Started));
        var (cause, longest) = (LatenessCause.Device, Arrived - Heard);
        Consider(LatenessCause.Queue, ready - Arrived, ref cause, ref longest);
        Consider(LatenessCause.Scheduling, Started - ready, ref cause, ref longest);
        Consider(LatenessCause.Compute, Computed - Started, ref cause, ref longest);
        Consider(LatenessCause.Sinks, delivered - Computed, ref cause, ref longest);
        return cause;
    }

    private static void Consider(LatenessCause other, long length, ref LatenessCause cause, ref long longest)
    {
        if (length > longest)
            (cause, longest) = (other, length);
    }
}
