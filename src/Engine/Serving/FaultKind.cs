namespace StreamHost.Engine.Serving;

/// <summary>What a version did that it must not.</summary>
public enum FaultKind
{
    /// <summary>It threw an exception.</summary>
    Threw,

    /// <summary>Its scores were not finite.</summary>
    NotFinite,

    /// <summary>A call took longer than its deadline.</summary>
    Hung,

    /// <summary>A call allocated more than a megabyte of managed memory.</summary>
    Allocated,

    /// <summary>It was too slow, or its answers were too far from those of the version that it was compared with.</summary>
    OutsideLimits,
}
