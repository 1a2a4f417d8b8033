using System.ComponentModel;
using System.Diagnostics;

namespace StreamHost.Core.Sounds;

/// <summary>ffmpeg at work on one file, until it is disposed of.</summary>
internal sealed class FfmpegProcess : IDisposable
{
    /// <summary>The exit status after Ctrl+C, which a terminal sends to children too, and after a pipe that nobody reads to its end.</summary>
    private const int Interrupted = 255, PipeClosed = 128 + 13;

    private readonly Process _process;
    private readonly string _address;
    private volatile string _complaint = "";

    private FfmpegProcess(Process process, string address)
    {
        (_process, _address) = (process, address);
        process.ErrorDataReceived += (_, line) => _complaint = line.Data is { Length: > 0 } text ? text : _complaint;
        process.BeginErrorReadLine();
    }

    /// <summary>The first track of sound as a WAV file of floats.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts it; null where it is not installed.</summary>
    public static FfmpegProcess? TryStart(string path)
    {
        // A list of arguments and no shell; and of what a play list may name, files alone.
        var address = $"file:{Path.GetFullPath(path)}";
        string[] arguments =
            ["-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", address, "-map", "0:a:0", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"];
        try
        {
            var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            return process is null ? null : new FfmpegProcess(process, address);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Waits for its end, and gives the last line of what it says went wrong; null where nothing did.</summary>
    public string? WaitForComplaint()
    {
        _process.WaitForExit();
        return (_process.ExitCode, _complaint.Length) switch
        {
            (0, _) or (Interrupted or PipeClosed, 0) => null,
            (_, 0) => $"exit status {_process.ExitCode}",
            _ => _complaint.Replace($"{_address}: ", "", StringComparison.Ordinal).TrimEnd('.', ' '),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
