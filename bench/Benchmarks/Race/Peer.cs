using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StreamHost.Benchmarks.Race;

/// <summary>A running Python peer that answers requests for timings, one at a time.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(string blas, Process process)
    {
        Blas = blas;
        _process = process;
        Variants = JsonSerializer.Deserialize<Dictionary<string, string[]>>(Ask("list"))!;
    }

    /// <summary>Which of OpenBLAS's kernels it runs on.</summary>
    public string Blas { get; }

    /// <summary>The variants of each work that it knows.</summary>
    public IReadOnlyDictionary<string, string[]> Variants { get; }

    /// <summary>Starts a script for one thread under the system's Python, with the allocator tuned for it.</summary>
    /// <param name="script">The peer's path.</param>
    /// <param name="blas">OPENBLAS_CORETYPE, or empty for what OpenBLAS chooses.</param>
    public static Peer Start(string script, string blas)
    {
        var start = Script(script);
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        if (blas.Length > 0)
        {
            start.Environment["OPENBLAS_CORETYPE"] = blas;
        }

        return new Peer(blas.Length > 0 ? blas : "default", Process.Start(start)!);
    }

    /// <summary>Starts a script for a device, with as many threads as it takes by itself.</summary>
    /// <param name="script">The peer's path.</param>
    /// <param name="device">"cpu", "cuda" or "cuda:" and a number.</param>
    /// <param name="folder">Where the networks are that it reads.</param>
    /// <exception cref="InvalidOperationException">It ended at once: there is no PyTorch, or no such device.</exception>
    public static Peer StartOn(string script, string device, string folder) => new("default", Process.Start(Script(script, device, folder))!);

    private static ProcessStartInfo Script(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3", [script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "4294967296";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "8589934592";
        start.Environment["MALLOC_TOP_PAD_"] = "268435456";
        return start;
    }

    /// <exception cref="InvalidOperationException">It can't do this; the message says why.</exception>
    public double MedianMicroseconds(string work, string variant, double seconds)
    {
        var answer = JsonElement.Parse(Ask(string.Create(CultureInfo.InvariantCulture, $"{work} {variant} {seconds}")));
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"{work} {variant}: {error.GetString()}")
            : answer.GetProperty("microseconds").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>What it answers to a request of another kind.</summary>
    public string Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The peer ended at '{request}'.");
    }
}
