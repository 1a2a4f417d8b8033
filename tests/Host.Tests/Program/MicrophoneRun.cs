using System.Threading.Channels;
using StreamHost.Audio.Tests.Pulse;
using StreamHost.Core.Signals;

namespace StreamHost.Host.Tests.Program;

/// <summary>The program with the spoken digits' model at a test's microphone. It is read as it speaks, so that it is never held up.</summary>
internal sealed class MicrophoneRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RunningProgram _program;
    private readonly Channel<string> _spoken = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    /// <param name="server">Where the microphone is.</param>
    /// <param name="session">The folder to record into.</param>
    public MicrophoneRun(VirtualMicrophone server, string session)
    {
        _program = RunningProgram.Start(
            new Dictionary<string, string> { ["PULSE_SERVER"] = server.Address }, "run", LiveSoundTests.Digits, "--input", "mic", "--record", session, "--json");
        _reading = Task.Run(ReadAllAsync);
    }

    /// <summary>The lines that were read.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>What they say.</summary>
    public List<Said> Said { get; } = [];

    /// <summary>Reads on until something is said of a hop that ends now or later.</summary>
    public async Task UntilNowAsync()
    {
        var now = UnixTime.Now(TimeProvider.System) / 1e9;
        do
            await ReadAsync();
        while (Said[^1].Time < now);
    }

    /// <summary>Hears so many more seconds.</summary>
    public async Task HearAsync(double seconds)
    {
        for (var end = Said[^1].Time + seconds; Said[^1].Time < end;)
            await ReadAsync();
    }

    public void Signal(string signal) => _program.Signal(signal);

    /// <summary>Ends the program as Ctrl+C does.</summary>
    public async Task<SoundAccount> EndAsync()
    {
        _program.Signal("INT");
        await _reading;
        var (status, _, error) = await _program.EndAsync();
        Assert.True(status == 130, error);
        var rest = _spoken.Reader.ReadAllAsync().ToBlockingEnumerable().ToList();
        rest[..^1].ForEach(Take);
        return new SoundAccount(rest[^1]);
    }

    public void Dispose() => _program.Dispose();

    private async Task ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        Take(await _spoken.Reader.ReadAsync(limit.Token));
    }

    private void Take(string line)
    {
        Lines.Add(line);
        Said.Add(Program.Said.Parse(line));
    }

    private async Task ReadAllAsync()
    {
        while (await _program.Output.ReadLineAsync() is { } line)
            _spoken.Writer.TryWrite(line);
        _spoken.Writer.Complete();
    }
}
