using StreamHost.Audio.Devices;
using StreamHost.Audio.Live;
using StreamHost.Audio.Tests.Live;

namespace StreamHost.Audio.Tests.Pulse;

/// <summary>Reads a live stream until something has been heard, and fails where it never is.</summary>
internal sealed class Listener(IAudioSystem system, LiveOptions? options = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public LiveCapture Live { get; } = new(system, options ?? new LiveOptions(), TimeProvider.System);

    public Heard Heard { get; } = new();

    /// <summary>The number of the newest sample, where a <see cref="Ramp"/> is played; 0 in silence and gaps.</summary>
    public int Newest => Heard.Samples is [.., var newest] ? Ramp.Number(newest) : 0;

    /// <summary>Reads at least one piece, and on until <paramref name="isEnough"/>.</summary>
    public void Until(Func<bool> isEnough)
    {
        using var limit = new CancellationTokenSource(Patience);
        do
        {
            Assert.True(
                Live.Read(out var piece, limit.Token),
                $"Not heard within {Patience.TotalSeconds} s, but: {string.Join("; ", Heard.Reports.Select(report => report.Text))}");
            Heard.Add(piece);
        }
        while (!isEnough());
    }

    /// <summary>Reads until an event has happened so many times.</summary>
    public void Until(LiveEvent what, int times = 1) => Until(() => Heard.Events.Count(happened => happened == what) >= times);

    /// <summary>Reads on for so many frames.</summary>
    public void Frames(int frames)
    {
        var end = Heard.Pieces.Sum(piece => (long)piece.Frames) + frames;
        Until(() => Heard.Pieces.Sum(piece => (long)piece.Frames) >= end);
    }

    public void Dispose() => Live.Dispose();
}
