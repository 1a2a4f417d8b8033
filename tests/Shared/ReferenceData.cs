namespace StreamHost;

/// <summary>The folders of reference results and real data that tests read where they exist; never part of the project.</summary>
internal static class ReferenceData
{
    /// <summary>Results of the models' authors' own code.</summary>
    public static string? Reference { get; } = Find("STREAMHOST_REFERENCE", "reference/fixtures");

    /// <summary>Real recordings and benchmark sets.</summary>
    public static string? Data { get; } = Find("STREAMHOST_DATA", "data");

    /// <summary>The repository's root: the nearest folder above the tests that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string? Find(string variable, string folder)
    {
        var path = Environment.GetEnvironmentVariable(variable) ?? Path.Combine(FindRoot(), "..", "shared", folder);
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StreamHost.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No StreamHost.sln above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A test that needs the authors' results; skipped with a message where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute() => Skip = ReferenceData.Reference is null
        ? "No reference results: set STREAMHOST_REFERENCE to the folder of fixtures."
        : null;
}

/// <summary>A test that needs real data; skipped with a message where it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute() => Skip = ReferenceData.Data is null
        ? "No real data: set STREAMHOST_DATA to its folder."
        : null;
}

/// <summary>A test over rows of cases that needs the authors' results; skipped with a message where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceTheoryAttribute : TheoryAttribute
{
    public ReferenceTheoryAttribute() => Skip = ReferenceData.Reference is null
        ? "No reference results: set STREAMHOST_REFERENCE to the folder of fixtures."
        : null;
}
