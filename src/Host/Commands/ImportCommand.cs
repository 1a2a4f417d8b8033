using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class ImportCommand
{
    public static Command Make() => new("import", "x");
}
