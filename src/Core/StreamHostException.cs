namespace StreamHost.Core;

/// <summary>Something the user can be told in one line. The program prints <see cref="Exception.Message"/> and no stack trace.</summary>
public abstract class StreamHostException : Exception
{
    private protected StreamHostException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
