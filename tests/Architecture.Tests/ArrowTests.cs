using System.Xml.Linq;

namespace StreamHost.Architecture.Tests;

/// <summary>Holds the project files to the picture of the house: who may reference whom.</summary>
public sealed class ArrowTests
{
    /// <summary>Every room and the rooms it may see. An arrow that this list lacks is a mistake.</summary>
    private static readonly Dictionary<string, string[]> House = new()
    {
        ["Core"] = [],
        ["Numerics"] = [],
        ["Engine"] = ["Core"],
        ["Training"] = ["Core", "Numerics"],
        ["Plugins.CfC"] = ["Core", "Numerics", "Training"],
        ["Plugins.CKConv"] = ["Core", "Numerics", "Training"],
        ["Audio"] = ["Core"],
        ["Torch"] = ["Core", "Numerics"],
        ["Host"] = ["Engine", "Audio", "Training"],
    };

    private static IEnumerable<string> ProjectFiles =>
        Directory.EnumerateFiles(Path.Combine(ReferenceData.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    public static TheoryData<string> Projects() => [.. ProjectFiles];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_house_allows(string path)
    {
        var room = Path.GetFileNameWithoutExtension(path);
        Assert.True(House.TryGetValue(room, out var allowed), $"{room} is not a room of the house; see docs/architecture.md.");
        Assert.Empty(CompiledReferences(path).Except(allowed!));
    }

    [Fact]
    public void A_sample_sees_only_the_contract()
    {
        var samples = Directory.GetFiles(Path.Combine(ReferenceData.Root, "samples"), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(samples);
        Assert.All(samples, path => Assert.Equal(["Core", "Numerics", "Training"], CompiledReferences(path).Order()));
    }

    [Fact]
    public void The_guard_sees_the_rooms_it_guards()
    {
        var rooms = ProjectFiles.Select(path => Path.GetFileNameWithoutExtension(path)!).ToHashSet();
        Assert.Superset(new HashSet<string> { "Core", "Numerics", "Engine", "Training", "Plugins.CfC", "Audio", "Host" }, rooms);
        Assert.Contains("Core", CompiledReferences(PathOf("Engine")));
    }

    [Fact]
    public void Every_room_has_tests_of_its_own()
    {
        foreach (var path in ProjectFiles)
        {
            var room = Path.GetFileNameWithoutExtension(path);
            var tests = Path.Combine(ReferenceData.Root, "tests", $"{room}.Tests", $"{room}.Tests.csproj");
            Assert.True(File.Exists(tests), $"{room} has no {tests}.");
        }
    }

    private static string PathOf(string room) => Path.Combine(ReferenceData.Root, "src", room, $"{room}.csproj");

    /// <summary>The rooms that a project compiles against; one that is only built beside it does not count.</summary>
    private static IEnumerable<string> CompiledReferences(string path) =>
        from reference in XDocument.Load(path).Descendants("ProjectReference")
        where (string?)reference.Attribute("ReferenceOutputAssembly") != "false"
        select Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'));
}
