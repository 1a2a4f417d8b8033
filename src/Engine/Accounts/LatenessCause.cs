namespace StreamHost.Engine.Accounts;

/// <summary>What took the largest share of a late result's way.</summary>
public enum LatenessCause
{
    /// <summary>From the moment it was heard until the system handed it over: the device's and the driver's buffers.</summary>
    Device,

    /// <summary>Waiting for threads of this program to be run, with nothing else to do.</summary>
    Scheduling,

    /// <summary>Waiting behind what came before it.</summary>
    Queue,

    /// <summary>The model.</summary>
    Compute,

    /// <summary>The sinks.</summary>
    Sinks,

    /// <summary>The garbage collector, which had all threads stopped for most of the time that it was late.</summary>
    Collector,
}
