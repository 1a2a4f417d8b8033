using System.Diagnostics;
using StreamHost.Audio.Live;

namespace StreamHost.Audio.Tests.Pulse;

/// <summary>
/// A process of its own that captures, so that it can be stopped as a whole. It is this test assembly, started as a program:
/// it says "opened", hears until the ramp is over, and says what it has heard.
/// </summary>
internal sealed class CapturingProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    public CapturingProcess(string server, int lastNumber) =>
        _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CapturingProcess).Assembly.Location, server, $"{lastNumber}"]) { RedirectStandardOutput = true })!;

    /// <summary>What the process says of what it heard.</summary>
    public sealed record Result(long Received, long HandedOn, long Dropped, long Missing, long Overflowed, long OutOf, int Farthest);

    public static void Main(string[] arguments)
    {
        var (server, last) = (arguments[0], int.Parse(arguments[1]));
        using var listener = new Listener(new Audio.Pulse.PulseAudioSystem(TimeProvider.System, server));
        listener.Until(LiveEvent.Opened);
        Console.WriteLine("opened");
        listener.Until(() => listener.Newest >= last);
        var counters = listener.Live.Counters;
        var result = new Result(
            counters.Received, counters.HandedOn, counters.GapFrames(GapReason.Backlog), counters.GapFrames(GapReason.Missing),
            counters.GapFrames(GapReason.Overflow), listener.Heard.Samples.Count, Ramp.Farthest(listener.Heard.Samples));
        Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(result));
    }

    public void WaitUntilOpened() => Assert.Equal("opened", ReadLine());

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public Result Wait() => System.Text.Json.JsonSerializer.Deserialize<Result>(ReadLine())!;

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string ReadLine()
    {
        var line = _process.StandardOutput.ReadLineAsync();
        Assert.True(line.Wait(Patience), "The capturing process says nothing.");
        return line.Result ?? throw new InvalidOperationException("The capturing process ended.");
    }
}
