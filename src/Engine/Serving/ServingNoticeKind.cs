namespace StreamHost.Engine.Serving;

/// <summary>What may happen to a version.</summary>
public enum ServingNoticeKind
{
    /// <summary>It could not be loaded; nothing has changed.</summary>
    Refused,

    /// <summary>Its trial began.</summary>
    OnTrial,

    /// <summary>It answers all streams.</summary>
    Promoted,

    /// <summary>It was taken back; the version before it answers, or goes on answering.</summary>
    RolledBack,

    /// <summary>It was faulty, and goes on.</summary>
    Faulty,

    /// <summary>What it computed with failed, such as a device; it goes on by other means.</summary>
    Degraded,

    /// <summary>It was taken out and there is none in its place: its streams say that they are unavailable.</summary>
    Unavailable,

    /// <summary>Nothing of it is in memory any more.</summary>
    Unloaded,
}
