using System.CommandLine;
using System.Text.RegularExpressions;
using StreamHost.Core;
using StreamHost.Host;
using StreamHost.Host.Commands;

var root = new RootCommand("Real-time host for sensor streams: train continuous-time networks, replay recordings, and say what is happening as it happens.")
{
    RunCommand.Make(),
    ReplayCommand.Make(),
    LoadCommand.Make(),
    PromoteCommand.Make(),
    RollbackCommand.Make(),
    UnloadCommand.Make(),
    StatusCommand.Make(),
    TrainCommand.Make(),
    EvalCommand.Make(),
    RecordCommand.Make(),
    ValidateCommand.Make(),
    ImportCommand.Make(),
    ExportCommand.Make(),
    ListCommand.Make(),
    BenchCommand.Make(),
    SharedOptions.Json,
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // A command that was mistyped is also one that is missing: the typing is what helps.
    var error = parsed.Errors.FirstOrDefault(error => error.Message.StartsWith("Unrecognized", StringComparison.Ordinal)) ?? parsed.Errors[0];
    Output.Mistake($"{Plain(error.Message)}; see streamhost {string.Concat(Names(parsed.CommandResult).Select(name => name + " "))}--help");
    return ExitStatus.WrongInput;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
}
catch (StreamHostException exception)
{
    Output.Mistake(exception.Message);
    return exception is InputException ? ExitStatus.WrongInput : ExitStatus.Failed;
}
catch (Exception exception) when (Environment.GetEnvironmentVariable("STREAMHOST_DEBUG") is not { Length: > 0 })
{
    Output.Mistake($"{exception.GetType().Name}: {exception.Message}; this is a fault of the program: STREAMHOST_DEBUG=1 shows where");
    return ExitStatus.Failed;
}

// The parser names types of .NET, and indents.
static string Plain(string message) => Regex.Replace(message, @"as expected type '(\S+)'", match => match.Value.Contains("Int32") ? "as a whole number" : "as a number")
    .Replace("\t", "", StringComparison.Ordinal).TrimEnd('.');

static IEnumerable<string> Names(System.CommandLine.Parsing.CommandResult command) =>
    command.Parent is System.CommandLine.Parsing.CommandResult parent ? Names(parent).Append(command.Command.Name) : [];
