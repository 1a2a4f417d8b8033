using System.Globalization;
using StreamHost.Benchmarks.Work;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Devices;

namespace StreamHost.Benchmarks.Race;

/// <summary>A work of the table of devices.</summary>
/// <param name="Name">By which a peer knows it.</param>
/// <param name="Title">What it says in the table.</param>
/// <param name="Open">Makes it for a device and so many threads.</param>
internal sealed record DeviceRow(string Name, string Title, Func<ITensorDevice, int, IWork> Open)
{
    /// <summary>Hops of sound that are timed together: long kernels have more to do in some than in others.</summary>
    private const int HopsTogether = 8;

    /// <summary>All works.</summary>
    public static IEnumerable<DeviceRow> All() =>
    [
        new("train", "training step of a CfC, 32 x 100 events, Adam", (device, _) => new OnDevice(device, () => new CfCTraining())),
        new("train-ckcnn", "training step of a CKCNN, batch of 64, Adam", (device, _) => new OnDevice(device, () => new CkcnnTraining())),
        .. Streamed("cfc", "an event each, CfC of 32 units", () => DeviceNetworks.CfC, [1, 64, 1024, 16_384], 1),
        .. Streamed("bank", "a hop each, spoken-digits behind its filter bank", () => DeviceNetworks.Bank, [1, 16, 256], HopsTogether),
        .. Streamed("samples", "a hop each, network of samples", () => DeviceNetworks.Samples, [1, 16, 256], HopsTogether),
    ];

    private static IEnumerable<DeviceRow> Streamed(string name, string title, Func<ModelPackage> package, int[] counts, int together) =>
        counts.Select(streams => new DeviceRow(
            $"{name}-{streams}",
            string.Create(CultureInfo.InvariantCulture, $"{title}, {streams:N0} stream{(streams == 1 ? "" : "s")}"),
            (device, threads) => new StreamedCalls(DeviceNetworks.Open(package(), device), name, streams, threads, together)));
}
