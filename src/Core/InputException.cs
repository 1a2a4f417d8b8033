namespace StreamHost.Core;

/// <summary>A file, a preset, a package or an argument is wrong (exit status 2).</summary>
/// <param name="where">Where it stands: a file with its line or key, or the option's name.</param>
/// <param name="what">What is wrong with which value.</param>
/// <param name="remedy">What would be right.</param>
/// <param name="inner">What the system said, if anything.</param>
public sealed class InputException(string where, string what, string remedy, Exception? inner = null)
    : StreamHostException($"{where}: {what}; {remedy}", inner)
{
    /// <summary>Where the mistake stands.</summary>
    public string Where { get; } = where;
}
