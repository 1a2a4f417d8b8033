using System.CommandLine;
namespace StreamHost.Host.Commands;
internal static class TrainCommand
{
    public static Command Make() => new("train", "x");
}
