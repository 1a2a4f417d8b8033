using System.Globalization;
using BenchmarkDotNet.Running;
using StreamHost.Benchmarks.Race;

// `race [rounds [seconds [work ...]]]` against PyTorch; anything else is BenchmarkDotNet's.
if (args is ["race", .. var race])
{
    var rounds = race.Length > 0 ? int.Parse(race[0], CultureInfo.InvariantCulture) : 5;
    var seconds = race.Length > 1 ? double.Parse(race[1], CultureInfo.InvariantCulture) : 0.5;
    RaceCommand.Run(rounds, seconds, race.Length > 2 ? race[2..] : []);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(RaceCommand).Assembly).Run(args);
