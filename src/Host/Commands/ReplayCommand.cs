using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class ReplayCommand
{
    public static Command Make() => new("replay", "x");
}
