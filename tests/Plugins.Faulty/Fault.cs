namespace StreamHost.Plugins.Faulty;

/// <summary>What goes wrong, and after how many calls.</summary>
internal sealed class Fault(string kind, int after)
{
    private int _calls;

    /// <summary>Goes wrong where it is time, and fills the scores.</summary>
    public void Happen(Span<float> scores)
    {
        scores.Clear();
        if (Interlocked.Increment(ref _calls) <= after)
            return;

        switch (kind)
        {
            case "throws":
                throw new InvalidOperationException("out of order");
            case "nan":
                scores.Fill(float.NaN);
                break;
            case "hangs":
                // Far past every deadline, and yet it ends, so that an hour of it leaves no threads behind.
                Thread.Sleep(3000);
                break;
            case "slow":
                Thread.Sleep(20);
                break;
            default:
                break;
        }
    }
}
