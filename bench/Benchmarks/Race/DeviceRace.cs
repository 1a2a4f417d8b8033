using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamHost.Benchmarks.Work;
using StreamHost.Core;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Threads;

namespace StreamHost.Benchmarks.Race;

/// <summary>
/// The table that decides between the managed arithmetic and a device: both, and PyTorch on that device as it comes, compiled and as a
/// graph, in turns. The managed arithmetic has all cores; a device is called by one thread. Results are back on the host when a call ends.
/// </summary>
internal sealed class DeviceRace : IDisposable
{
    /// <summary>How far PyTorch's scores may be from ours, by their size or 1.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Until then the runtime has compiled well what is called, on a single processor too.</summary>
    private const double WarmUpSeconds = 3;

    private static readonly string[] Forms = ["eager", "compiled", "graphed"];

    private readonly ITensorDevice _device;
    private readonly string _folder = Directory.CreateTempSubdirectory("devices").FullName;
    private readonly List<string> _notes = [];
    private readonly Peer? _peer;

    private DeviceRace(ITensorDevice device, string kind)
    {
        _device = device;
        PeerNetworks.Write(_folder);
        try
        {
            _peer = Peer.StartOn(Path.Combine(AppContext.BaseDirectory, "peers", "device_peer.py"), kind, _folder);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or Win32Exception)
        {
            _notes.Add($"without PyTorch: {exception.Message}");
        }
    }

    /// <param name="assembly">The path of StreamHost.Torch.dll.</param>
    /// <param name="kind">"cpu", "cuda" or "cuda:" and a number.</param>
    /// <param name="rounds">In how many turns each is timed.</param>
    /// <param name="seconds">How long in each.</param>
    /// <param name="only">The works by name, as "train" or "cfc-64", or "cfc" for all of a kind; empty for all.</param>
    public static void Run(string assembly, string kind, int rounds, double seconds, IReadOnlyList<string> only)
    {
        using var race = new DeviceRace(DeviceLoader.Load(assembly).Open(kind), kind);
        race.Introduce(rounds, seconds);
        foreach (var row in DeviceRow.All().Where(row => only.Count == 0 || only.Contains(row.Name) || only.Contains(row.Name.Split('-')[0])))
            Console.WriteLine($"| {row.Title} |{race.Cells(row, rounds, seconds)}");
        race.Conclude();
    }

    public void Dispose()
    {
        _peer?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Introduce(int rounds, double seconds)
    {
        var peer = _peer is null ? "no PyTorch" : JsonElement.Parse(_peer.Ask("about")).GetProperty("text").GetString();
        Console.WriteLine($"{Machine.Describe()}; {_device.Name}; {peer}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rounds} rounds of {seconds} s each, interleaved; medians, in us."));
        if (_peer is not null)
            Console.WriteLine(Agreement());
        Console.WriteLine();
        Console.WriteLine($"| work | managed, {Shards.Threads} thread{(Shards.Threads == 1 ? "" : "s")} | {_device.Name} |{string.Concat(Forms.Select(form => $" PyTorch, {form} |"))}");
        Console.WriteLine($"|---|---|---|{string.Concat(Forms.Select(_ => "---|"))}");
    }

    private void Conclude()
    {
        Console.WriteLine();
        _notes.ForEach(Console.WriteLine);
    }

    /// <summary>How far PyTorch's scores are from ours, of the same networks and signals.</summary>
    /// <exception cref="InvalidOperationException">They are of other networks.</exception>
    private string Agreement()
    {
        var differences = JsonSerializer.Deserialize<Dictionary<string, double>>(_peer!.Ask("check"))!;
        return differences.Values.All(difference => difference <= Tolerance)
            ? $"PyTorch's scores differ from the managed ones by {string.Join(", ", differences.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:0.0e-0} ({pair.Key})")))} at most."
            : throw new InvalidOperationException($"PyTorch's scores are others than ours: {string.Join(", ", differences)}.");
    }

    private string Cells(DeviceRow row, int rounds, double seconds)
    {
        using var managed = row.Open(TensorDevice.Managed, Shards.Threads);
        using var there = row.Open(_device, 1);
        List<Contestant> field =
        [
            new("managed", time => Stopwatches.MedianMicroseconds(managed, time)),
            new("device", time => Stopwatches.MedianMicroseconds(there, time)),
        ];
        foreach (var variant in _peer?.Variants.GetValueOrDefault(row.Name, []) ?? [])
            field.Add(new(variant, time => _peer!.MedianMicroseconds(row.Name, variant, time)));

        // The first time warms each up, and says who can't.
        field.RemoveAll(contestant => !CanRun(contestant));
        for (var round = 0; round < rounds; round++)
            field.ForEach(contestant => contestant.Times.Add(contestant.Time(seconds)));
        string[] columns = ["managed", "device", .. Forms];
        return string.Concat(columns.Select(column => Best(field, column)));
    }

    private bool CanRun(Contestant contestant)
    {
        try
        {
            contestant.Time(WarmUpSeconds);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ExternalException or StreamHostException)
        {
            _notes.Add(exception.Message);
            return false;
        }
    }

    /// <summary>The fastest of a column, and which it was where it had several; a dash where there is none.</summary>
    private static string Best(List<Contestant> field, string column)
    {
        var best = field.Where(contestant => contestant.Name.Split('-')[0] == column).MinBy(contestant => Stopwatches.Median(contestant.Times));
        return best is null
            ? " - |"
            : string.Create(CultureInfo.InvariantCulture, $" {Stopwatches.Median(best.Times):N1}{(best.Name == column ? "" : $" ({best.Name[(column.Length + 1)..]})")} |");
    }

    /// <summary>Who is timed: a name that begins with its column's, and the median microseconds of a unit over some seconds.</summary>
    private sealed record Contestant(string Name, Func<double, double> Time)
    {
        public List<double> Times { get; } = [];
    }
}
