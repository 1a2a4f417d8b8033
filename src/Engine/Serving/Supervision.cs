namespace StreamHost.Engine.Serving;

/// <summary>How long a call of a version may take, counted in looks of the supervisor: while the whole program stands still, so does the count.</summary>
/// <param name="deadline">Seconds that any call may take.</param>
internal sealed class Supervision(double deadline)
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>A call may take so many times what its events took among the version's first steps.</summary>
    private const double Patience = 20;

    /// <summary>How many looks a call may last.</summary>
    /// <param name="edition">Who is called.</param>
    /// <param name="events">Of how many events.</param>
    public int Looks(Edition edition, int events) =>
        1 + (int)Math.Min(1e6, Math.Max(deadline, Patience * edition.StepTime * events / 1e9) / Interval.TotalSeconds);
}
