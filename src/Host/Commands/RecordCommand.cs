using System.CommandLine;
using StreamHost.Core;
using StreamHost.Core.Logs;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;
using StreamHost.Engine.Sources;
using StreamHost.Host.Sources;
using StreamHost.Host.Sources.Live;
using StreamHost.Host.Sources.Machine;

namespace StreamHost.Host.Commands;

/// <summary><c>streamhost record</c>: a source into a log, with a label.</summary>
internal static class RecordCommand
{
    public static Command Make()
    {
        var source = new Argument<string>("source") { Description = "What to record: machine, this computer's kernel counters, or mic, a microphone." };
        source.AcceptOnlyFromAmong("machine", "mic");
        var output = new Option<string>("--output", "-o", "--out") { Description = "The log to write, .csv or .jsonl; of mic, the folder.", Required = true, HelpName = "path" };
        var label = new Option<string?>("--label") { Description = "The label of every event." };
        var stream = new Option<string?>("--stream") { Description = "The stream's name (default: machine, or microphone)." };
        var device = new Option<string?>("--device") { Description = "The microphone, as list devices names it (default: the system's)." };
        var duration = SharedOptions.Duration("How long to record (default: until Ctrl+C).");
        var append = new Option<bool>("--append") { Description = "Go on with a log that is there." };
        var command = new Command("record", SharedOptions.WithExamples(
            "Write a source's events into a log.",
            "record machine --output runs.csv --label compile --duration 30 --append",
            "record mic --out session/"))
        { source, output, label, stream, device, duration, append };
        command.SetAction(parsed => parsed.GetValue(source) == "mic" ? RunSoundAsync(
            new MicrophoneOptions { Stream = parsed.GetValue(stream) ?? "microphone", Device = parsed.GetValue(device) },
            parsed.GetValue(output)!,
            parsed.GetValue(duration),
            new Output(parsed.GetValue(SharedOptions.Json))) : RunAsync(
            new MachineOptions { Stream = parsed.GetValue(stream) ?? "machine" },
            parsed.GetValue(output)!,
            parsed.GetValue(label),
            parsed.GetValue(duration),
            parsed.GetValue(append),
            new Output(parsed.GetValue(SharedOptions.Json))));
        return command;
    }

    private static async Task<int> RunAsync(SourceOptions options, string path, string? label, double? seconds, bool append, Output output)
    {
        using var interruption = new Interruption();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        if (seconds is { } limit)
            stopping.CancelAfter(TimeSpan.FromSeconds(limit));

        await using var source = options.Open(new SourceContext(".", Features: null));
        using var log = append ? EventLogWriter.Append(path, source.Features) : EventLogWriter.Create(path, source.Features);
        var intake = new RecordingIntake(log, source.Features.Count, label);
        try
        {
            await source.RunAsync(intake, stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            log.Flush();
        }

        output.Line($"{path}: {log.Kept} events of {source.Features.Count} values{(label is null ? "" : $", label {label}")}");
        output.Json(new { path, events = log.Kept, label });
        return interruption.IsRequested ? ExitStatus.Interrupted : ExitStatus.Good;
    }

    private static async Task<int> RunSoundAsync(MicrophoneOptions options, string folder, double? seconds, Output output)
    {
        using var interruption = new Interruption();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        if (seconds is { } limit)
            stopping.CancelAfter(TimeSpan.FromSeconds(limit));

        if (SoundRecording.IsIn(folder))
            throw new InputException(folder, "it holds a recording", "name another folder");
        try
        {
            var live = (LiveSoundSource)options.OpenSound(new SourceContext(".", Features: null, stopping.Token));
            await using var source = new RecordedSource(live, folder);
            do
            {
                await source.RunAsync(new SilentIntake(), stopping.Token).ConfigureAwait(false);
            }
            while (source.HasChangedRate && !stopping.IsCancellationRequested);

            var (frames, gaps) = source.Recorded;
            output.Line($"{folder}: {frames} frames, {gaps} of them in gaps; {RunAccount.Of(live.Counters)}");
            output.Json(new { path = folder, frames, gaps, sound = RunAccount.JsonOf(live.Counters) });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Output.Note(LiveSoundSource.NoDevice);
        }

        return interruption.IsRequested ? ExitStatus.Interrupted : ExitStatus.Good;
    }

    /// <summary>Where sound ends that is recorded and not classified.</summary>
    private sealed class SilentIntake : AudioIntake
    {
        public override StreamTable Streams { get; } = new();

        public override TimeProvider Time => TimeProvider.System;

        public override ValueTask OfferAsync(AudioBlock block, CancellationToken stop) => ValueTask.CompletedTask;
    }

    /// <summary>Writes what a source hands over; flushed once a second, so that a crash loses no more than that.</summary>
    private sealed class RecordingIntake(EventLogWriter log, int features, string? label) : EventIntake
    {
        private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

        private readonly float[] _values = new float[features];
        private long _flushed = TimeProvider.System.GetTimestamp();

        public override StreamTable Streams { get; } = new();

        public override TimeProvider Time => TimeProvider.System;

        public override float[] Rent() => _values;

        public override ValueTask OfferAsync(SensorEvent sensorEvent, CancellationToken stop)
        {
            log.Write(sensorEvent.Stream, sensorEvent.EventTime, sensorEvent.Values, label);
            if (Time.GetElapsedTime(_flushed) >= FlushInterval)
            {
                log.Flush();
                _flushed = Time.GetTimestamp();
            }

            return ValueTask.CompletedTask;
        }

        public override void CountSkipped(string reason)
        {
        }
    }
}
