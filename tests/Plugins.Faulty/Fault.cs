using System.Diagnostics;
using StreamHost.Core.Models;

namespace StreamHost.Plugins.Faulty;

/// <summary>What goes wrong, and after how many calls. When it first did stands in the <see cref="AppContext"/> under the version's name, as a <see cref="Stopwatch"/>'s timestamp.</summary>
internal sealed class Fault(ModelIdentity identity, string kind, int after)
{
    private int _calls;

    /// <summary>Goes wrong where it is time, and fills the scores.</summary>
    public void Happen(Span<float> scores)
    {
        scores.Clear();
        var call = Interlocked.Increment(ref _calls);
        if (call <= after)
            return;
        if (call == after + 1)
            AppContext.SetData($"{identity.Name}/{identity.Version}", Stopwatch.GetTimestamp());

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
