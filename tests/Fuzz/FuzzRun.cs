using System.Diagnostics;
using System.Globalization;
using StreamHost.Core;

namespace StreamHost.Fuzz;

/// <summary>Feeds mutated inputs to one reader and keeps those on which it does anything but read or refuse.</summary>
internal sealed class FuzzRun(Target target, int cases, int seed, string findingsFolder)
{
    private const int MostFindings = 20;

    /// <summary>Runs all cases, prints one line, and returns the number of findings.</summary>
    public int Run()
    {
        foreach (var input in target.Seeds)
            target.Read(input);

        var mutator = new Mutator(target.Seeds, seed);
        var (accepted, rejected, findings) = (0, 0, 0);
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < cases && findings < MostFindings; number++)
        {
            var input = mutator.Next();
            target.Repair(input);
            try
            {
                target.Read(input);
                accepted++;
            }
            catch (InputException e) when (!e.Message.AsSpan().ContainsAny('\n', '\r'))
            {
                rejected++;
            }
            catch (Exception e)
            {
                findings++;
                Keep(input, number, e);
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: {accepted + rejected + findings} cases, {rejected} rejected, {accepted} accepted, {findings} findings, {(accepted + rejected + findings) / seconds:F0} per second"));
        return findings;
    }

    private void Keep(byte[] input, int number, Exception error)
    {
        Directory.CreateDirectory(findingsFolder);
        var path = Path.Combine(findingsFolder, $"{target.Name}-{seed}-{number}.bin");
        File.WriteAllBytes(path, input);
        Console.Error.WriteLine($"{path}: {error.GetType().Name}: {error.Message}");
    }
}
