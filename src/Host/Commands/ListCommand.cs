using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class ListCommand
{
    public static Command Make() => new("list", "x");
}
