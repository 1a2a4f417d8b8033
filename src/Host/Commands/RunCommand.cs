using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class RunCommand
{
    public static Command Make() => new("run", "x");
}
