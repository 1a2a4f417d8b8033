using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class BenchCommand
{
    public static Command Make() => new("bench", "x");
}
