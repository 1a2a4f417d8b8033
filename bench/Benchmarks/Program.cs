using System.Globalization;
using BenchmarkDotNet.Running;
using StreamHost.Benchmarks.Race;

// `race [rounds [seconds [work ...]]]` against PyTorch, `devices StreamHost.Torch.dll cpu|cuda|cuda:1 [rounds [seconds [work ...]]]` for whether a device
// pays, from the repository's root, `race-fft [rounds [seconds]]` against FFTW, `streaming [seconds]` for what
// streaming convolutions cost, `networks [seconds]` for what whole networks do, `rebuild [times [network[-rate] ...]]` for how long they
// take to be ready for a rate; anything else is BenchmarkDotNet's.
if (args is ["race", .. var race])
{
    var rounds = race.Length > 0 ? int.Parse(race[0], CultureInfo.InvariantCulture) : 5;
    var seconds = race.Length > 1 ? double.Parse(race[1], CultureInfo.InvariantCulture) : 0.5;
    RaceCommand.Run(rounds, seconds, race.Length > 2 ? race[2..] : []);
    return;
}

if (args is ["devices", var assembly, var kind, .. var devices])
{
    DeviceRace.Run(
        assembly,
        kind,
        devices.Length > 0 ? int.Parse(devices[0], CultureInfo.InvariantCulture) : 5,
        devices.Length > 1 ? double.Parse(devices[1], CultureInfo.InvariantCulture) : 0.5,
        devices.Length > 2 ? devices[2..] : []);
    return;
}

if (args is ["race-fft", .. var fourier])
{
    FourierRace.Run(
        fourier.Length > 0 ? int.Parse(fourier[0], CultureInfo.InvariantCulture) : 5,
        fourier.Length > 1 ? double.Parse(fourier[1], CultureInfo.InvariantCulture) : 0.1);
    return;
}

if (args is ["streaming", .. var streaming])
{
    StreamingRates.Run(streaming.Length > 0 ? double.Parse(streaming[0], CultureInfo.InvariantCulture) : 3);
    return;
}

if (args is ["networks", .. var networks])
{
    NetworkRates.Run(networks.Length > 0 ? double.Parse(networks[0], CultureInfo.InvariantCulture) : 3);
    return;
}

if (args is ["rebuild", .. var rebuild])
{
    RebuildTimes.Run(rebuild.Length > 0 ? Math.Max(1, int.Parse(rebuild[0], CultureInfo.InvariantCulture)) : 5, rebuild.Length > 1 ? rebuild[1..] : []);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(RaceCommand).Assembly).Run(args);
