using StreamHost.Core.Models;
using StreamHost.Core.Packages;

namespace StreamHost.Engine.Tests.Serving;

/// <summary>How a version of the test's model misbehaves, from one of its calls on.</summary>
public enum Misbehaviour
{
    None,
    Throws,
    SaysNaN,
    Hangs,
    IsSlow,
    HasOtherLabels,
    Allocates,
    SaysTheOpposite,
    HangsWhenAStreamBegins,
    ThrowsForScratch,
    ThrowsAtItsEnd,
    HangsAtItsEnd,
}

/// <summary>
/// A version whose state is a leaky sum of what the stream has said, so that it shows whether a state was carried, warmed or begun anew:
/// [sum, events].
/// </summary>
internal sealed class VersionedModel : IEventModel
{
    private int _calls;
    private int _begun;

    public required int Version { get; init; }

    /// <summary>Versions with the same number take each other's states over.</summary>
    public ulong StateLayout { get; init; } = 1;

    /// <summary>What it does wrong.</summary>
    public Misbehaviour Misbehaviour { get; init; }

    /// <summary>From which call on; 0 also on its first steps.</summary>
    public int From { get; init; }

    /// <summary>With which value alone; every one unless told.</summary>
    public float? On { get; init; }

    /// <summary>Ends a hang, so that no test leaves a thread behind.</summary>
    public ManualResetEventSlim? Release { get; init; }

    /// <summary>What it computed with and failed.</summary>
    public string? Degraded { get; set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Whether it did any step.</summary>
    public bool WasUsed => _calls > 0;

    public ModelIdentity Identity => new("versioned", Version, Version.ToString("x64"), Misbehaviour == Misbehaviour.HasOtherLabels ? ["low", "higher"] : ["low", "high"]);

    public IReadOnlyList<string> Features { get; } = ["x"];

    public int StateLength => StateLayout == 1 ? 2 : 3;

    public int ScratchLength(int batch) => batch > 1 && Misbehaviour == Misbehaviour.ThrowsForScratch ? throw new InvalidOperationException("no scratch") : 0;

    public static ModelPackage Package(int version) => new(
        new ModelManifest
        {
            Name = "versioned",
            Version = version,
            Plugin = "tests",
            Architecture = System.Text.Json.JsonDocument.Parse("{}").RootElement,
            Labels = ["low", "high"],
            Features = ["x"],
            WeightsSha256 = version.ToString("x64"),
        },
        new TensorFile());

    public void InitializeState(Span<float> state)
    {
        // The first is that of its first steps.
        if (Interlocked.Increment(ref _begun) > 1 && Misbehaviour == Misbehaviour.HangsWhenAStreamBegins)
            Release!.Wait();
        state.Clear();
    }

    public void Process(in EventBatch batch)
    {
        var isBad = Interlocked.Increment(ref _calls) > From;
        for (var i = 0; i < batch.Count; i++)
        {
            var state = batch.States.Slice(batch.Rows[i] * StateLength, StateLength);
            state[0] = (0.9f * state[0]) + batch.Values[i];
            state[1]++;
            var sign = 1;
            if (isBad && (On is null || batch.Values[i] == On))
                Misbehave(ref state[0], ref sign);
            batch.Scores[2 * i] = -sign * state[0];
            batch.Scores[(2 * i) + 1] = sign * state[0];
        }
    }

    public void Dispose()
    {
        IsDisposed = true;
        if (Misbehaviour == Misbehaviour.ThrowsAtItsEnd)
            throw new InvalidOperationException("no end");
        if (Misbehaviour == Misbehaviour.HangsAtItsEnd)
            Release!.Wait();
    }

    private void Misbehave(ref float sum, ref int sign)
    {
        switch (Misbehaviour)
        {
            case Misbehaviour.Throws:
                throw new InvalidOperationException("out of order");
            case Misbehaviour.SaysNaN:
                sum = float.NaN;
                break;
            case Misbehaviour.Hangs:
                Release!.Wait();
                break;
            case Misbehaviour.IsSlow:
                Thread.Sleep(2);
                break;
            case Misbehaviour.Allocates:
                GC.KeepAlive(new byte[1 << 30]);
                break;
            case Misbehaviour.SaysTheOpposite:
                sign = -1;
                break;
            default:
                break;
        }
    }
}
