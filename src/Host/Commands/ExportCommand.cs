using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class ExportCommand
{
    public static Command Make() => new("export", "x");
}
