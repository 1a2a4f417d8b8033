using System.Globalization;
using StreamHost.Core.Packages;

namespace StreamHost.Host.Models;

/// <summary>
/// Looks for newer versions of a package. One that was published by renaming is whole when it is first seen; one that is copied file by file
/// is tried again once it has not changed for a while. What is broken then is told, once, and again only where it changed since. Used by one
/// thread at a time.
/// </summary>
/// <param name="store">The model folder.</param>
/// <param name="name">The package.</param>
/// <param name="newest">The version that newer ones are newer than.</param>
/// <param name="refuse">Is told of a version that is broken, with the reason.</param>
/// <param name="time">The clock.</param>
internal sealed class PackageWatch(PackageStore store, string name, int newest, Action<int, string> refuse, TimeProvider time)
{
    /// <summary>How long a version that is not whole must not have changed to be called broken.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, Attempt> _attempts = [];
    private int _newest = newest;

    /// <summary>The folder that is watched.</summary>
    public string Folder => Path.Combine(store.Root, name);

    /// <summary>The newest version that is whole and newer than all before it; null where there is none. Each is given out once.</summary>
    public ModelPackage? Look()
    {
        try
        {
            foreach (var version in store.Versions(name).Where(version => version > _newest).Reverse())
            {
                if (Open(version) is { } package)
                {
                    _newest = version;
                    return package;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder is changing under our hands, or its disk is away: the next look finds what there is then.
        }

        return null;
    }

    private ModelPackage? Open(int version)
    {
        var mark = MarkOf(store.FolderOf(name, version));
        var isKnown = _attempts.TryGetValue(version, out var attempt);
        if (isKnown && attempt.Mark != mark)
            _attempts[version] = new Attempt(mark, time.GetTimestamp(), IsTold: false);
        if (isKnown && (attempt.Mark != mark || attempt.IsTold || time.GetElapsedTime(attempt.Since) < Settling))
            return null;

        try
        {
            return store.Open(string.Create(CultureInfo.InvariantCulture, $"{name}/{version}"));
        }
        catch (Exception exception)
        {
            // Whatever a package does to its reader, the watch goes on.
            _attempts[version] = isKnown ? attempt with { IsTold = true } : new Attempt(mark, time.GetTimestamp(), IsTold: false);
            if (isKnown)
                refuse(version, exception.Message);
            return null;
        }
    }

    /// <summary>What changes whenever a file of a folder does.</summary>
    private static string MarkOf(string folder)
    {
        try
        {
            return string.Join('|', from file in new DirectoryInfo(folder).EnumerateFiles() orderby file.Name select MarkOf(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private static string MarkOf(FileInfo file) => string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}");

    /// <summary>The last try to open a version.</summary>
    /// <param name="Mark">Its files then.</param>
    /// <param name="Since">When they were first seen so.</param>
    /// <param name="IsTold">Whether it was said that they are broken.</param>
    private readonly record struct Attempt(string Mark, long Since, bool IsTold);
}
