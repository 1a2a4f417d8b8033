using System.Diagnostics;

namespace StreamHost.Host.Tests.Program;

/// <summary>The program as users have it, in a process of its own.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;

    private RunningProgram(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    public int Id => _process.Id;

    public static RunningProgram Start(params IEnumerable<string> arguments) => Start([], arguments);

    public static RunningProgram Start(Dictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(ReferenceData.Root, "src", "Host", "bin", configuration, "net10.0", "streamhost.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = ReferenceData.Root,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Status, string Output, string Error)> RunAsync(params IEnumerable<string> arguments)
    {
        using var program = Start(arguments);
        program.Input.Close();
        return await program.EndAsync();
    }

    public async Task<(int Status, string Output, string Error)> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var output = await Output.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, output, await _error);
    }

    /// <summary>Ctrl+C.</summary>
    public void Interrupt() => Signal("INT");

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString()]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
