using System.ComponentModel.DataAnnotations;

namespace StreamHost.Training.Datasets;

/// <summary>
/// Event-based sequential MNIST (Lechner and Hasani, 2020): an event wherever a digit's pixels, read row by row, change
/// between black and white. The value is the new colour; time is counted in pixels, taken as seconds.
/// </summary>
public sealed record EtSmnistOptions : DatasetOptions
{
    /// <summary>The folder of <c>et_smnist_train.bin.gz</c> and <c>et_smnist_test.bin.gz</c>; may hold <c>${VARIABLE}</c>.</summary>
    [MinLength(1)]
    public required string Folder { get; init; }

    /// <summary>How many of the training examples to use, from the first, 1 to 60,000; default all.</summary>
    [Range(1, 60_000)]
    public int? Limit { get; init; }

    /// <inheritdoc/>
    public override Dataset Read(string folder)
    {
        var data = Resolve(folder, Folder);
        string train = Path.Combine(data, "et_smnist_train.bin.gz"), test = Path.Combine(data, "et_smnist_test.bin.gz");
        return new Dataset(
            ["bit"],
            [.. Enumerable.Range(0, 10).Select(digit => digit.ToString())],
            EtSmnistReader.Read(train, Limit ?? int.MaxValue),
            new Dictionary<string, IReadOnlyList<Recording>> { ["test"] = EtSmnistReader.Read(test, int.MaxValue) },
            [DataFile.Of(train), DataFile.Of(test)]);
    }
}
