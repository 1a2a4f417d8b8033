using System.ComponentModel.DataAnnotations;

namespace StreamHost.Training.Datasets;

/// <summary>UCI Occupancy Detection (Candanedo and Feldheim, 2016): is somebody in this office, by its sensors?</summary>
public sealed record OccupancyOptions : DatasetOptions
{
    /// <summary>The folder of <c>datatraining.txt</c>, <c>datatest.txt</c> and <c>datatest2.txt</c>; may hold <c>${VARIABLE}</c>.</summary>
    [MinLength(1)]
    public required string Folder { get; init; }

    /// <inheritdoc/>
    public override Dataset Read(string folder)
    {
        var data = Resolve(folder, Folder);
        string[] paths = [.. new[] { "datatraining.txt", "datatest.txt", "datatest2.txt" }.Select(name => Path.Combine(data, name))];
        return new Dataset(
            OccupancyReader.Features,
            ["empty", "occupied"],
            OccupancyReader.Days(OccupancyReader.Read(paths[0])),
            new Dictionary<string, IReadOnlyList<Recording>>
            {
                ["datatest"] = [OccupancyReader.Read(paths[1])],
                ["datatest2"] = [OccupancyReader.Read(paths[2])],
            },
            [.. paths.Select(DataFile.Of)]);
    }
}
