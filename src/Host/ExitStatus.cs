namespace StreamHost.Host;

/// <summary>What the program's exit status says.</summary>
internal static class ExitStatus
{
    public const int Good = 0;

    /// <summary>The command was good and the work failed.</summary>
    public const int Failed = 1;

    /// <summary>The command or a file was wrong; nothing was started.</summary>
    public const int WrongInput = 2;

    /// <summary>Ctrl+C or a request to end: what was owed is written.</summary>
    public const int Interrupted = 130;
}
