using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class EvalCommand
{
    public static Command Make() => new("eval", "x");
}
