using System.ComponentModel.DataAnnotations;
using StreamHost.Numerics.Randomness;

namespace StreamHost.Training.Datasets;

/// <summary>
/// MNIST (LeCun et al., 1998) as sequences: a digit's 784 pixels row by row, from 0 (black) to 1, a pixel a second. A network
/// whose signal is 28 x 28 sees the same as an image.
/// </summary>
public sealed record MnistOptions : DatasetOptions
{
    /// <summary>The folder of the four <c>-ubyte.gz</c> files; may hold <c>${VARIABLE}</c>.</summary>
    [MinLength(1)]
    public required string Folder { get; init; }

    /// <summary>How many of the training examples to use, from the first, 1 to 60,000; default all.</summary>
    [Range(1, 60_000)]
    public int? Limit { get; init; }

    /// <summary>How many of the test examples to use, from the first, 1 to 10,000; default all.</summary>
    [Range(1, 10_000)]
    public int? TestLimit { get; init; }

    /// <summary>The seed of one order that the pixels of all digits are put into (permuted sequential MNIST); default null, row by row.</summary>
    public ulong? Permutation { get; init; }

    /// <summary>Keeps the first of every so many pixels, 1 to 28; default 1, all of them.</summary>
    [Range(1, 28)]
    public int KeepEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override Dataset Read(string folder)
    {
        var data = Resolve(folder, Folder);
        string[] paths = [.. new[] { "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz" }
            .Select(name => Path.Combine(data, name))];
        var reader = new MnistReader(Order());
        return new Dataset(
            ["pixel"],
            [.. Enumerable.Range(0, 10).Select(digit => digit.ToString())],
            reader.Read(paths[0], paths[1], Limit ?? int.MaxValue),
            new Dictionary<string, IReadOnlyList<Recording>> { ["test"] = reader.Read(paths[2], paths[3], TestLimit ?? int.MaxValue) },
            [.. paths.Select(DataFile.Of)]);
    }

    /// <summary>The pixels in the order in which they are told.</summary>
    private int[] Order()
    {
        var order = Enumerable.Range(0, MnistReader.Pixels).ToArray();
        if (Permutation is { } seed)
            new RandomSource(seed).Shuffle(order.AsSpan());
        return [.. order.Where((_, i) => i % KeepEvery == 0)];
    }
}
