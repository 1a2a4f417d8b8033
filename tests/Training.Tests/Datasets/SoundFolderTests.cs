using System.Buffers.Binary;
using StreamHost.Core;
using StreamHost.Training.Datasets;
using StreamHost.Training.Scenes;

namespace StreamHost.Training.Tests.Datasets;

public sealed class SoundFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamhost").FullName;

    public SoundFolderTests()
    {
        foreach (var path in new[] { "yes/ann_1.wav", "yes/ben_1.wav", "no/ann_1.wav", "no/ben_2.wav" })
            Write(path, 8000, 800);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Paths_say_labels_and_speakers()
    {
        var data = new SoundFolderOptions { Folder = _folder }.Read(".");
        Assert.Equal(["no", "yes"], data.Labels);
        Assert.Equal(["no/ann_1.wav", "no/ben_2.wav", "yes/ann_1.wav", "yes/ben_1.wav"], data.Training.Select(clip => clip.Name));
        Assert.Equal([0, 0, 1, 1], data.Training.Select(clip => clip.Label));
        Assert.Equal(["ann", "ben", "ann", "ben"], data.Training.Select(clip => clip.Group));
        Assert.Equal(8000, data.SampleRate);
        Assert.All(data.Training, clip => Assert.Equal(800, clip.Count));
        Assert.Equal(("4 sounds", 4 * 1644L), (data.Files.Single().Name, data.Files.Single().Bytes));
    }

    [Fact]
    public void Lists_and_patterns_say_what_is_tested_on()
    {
        File.WriteAllText(Path.Combine(_folder, "test.csv"), "class,file\nyes,yes/ben_1.wav\n");
        var listed = new SoundFolderOptions { Folder = _folder, Test = [Path.Combine(_folder, "test.csv")] }.Read(".");
        Assert.Equal((3, "yes/ben_1.wav"), (listed.Training.Count, listed.Test["test"].Single().Name));
        var matched = new SoundFolderOptions { Folder = _folder, TestPattern = "_2\\.wav$" }.Read(".");
        Assert.Equal((3, "no/ben_2.wav"), (matched.Training.Count, matched.Test["test"].Single().Name));
    }

    [Fact]
    public void In_scenes_the_background_is_the_first_label()
    {
        var data = new SoundFolderOptions { Folder = _folder, Labels = ["yes"], Scenes = new SceneOptions() }.Read(".");
        Assert.Equal(["background", "yes"], data.Labels);
        Assert.Equal([1, 1], data.Training.Select(clip => clip.Label));
        Assert.NotNull(data.Scenes);
    }

    [Fact]
    public void What_is_wrong_is_said_with_its_place()
    {
        Assert.Throws<InputException>(() => new SoundFolderOptions { Folder = Path.Combine(_folder, "nowhere") }.Read("."));
        Assert.Throws<InputException>(() => new SoundFolderOptions { Folder = _folder, Pattern = "(" }.Read("."));
        Assert.Throws<InputException>(() => new SoundFolderOptions { Folder = _folder, Pattern = "(?<word>.*)" }.Read("."));
        Assert.Throws<InputException>(() => new SoundFolderOptions { Folder = _folder, Pattern = "(?<label>x)/" }.Read("."));
        Assert.Throws<InputException>(() => new SoundFolderOptions { Folder = _folder, Train = [Path.Combine(_folder, "none.csv")] }.Read("."));
        File.WriteAllText(Path.Combine(_folder, "both.csv"), "file\nyes/ben_1.wav\n");
        var both = Path.Combine(_folder, "both.csv");
        Assert.Throws<InputException>(() => new SoundFolderOptions { Folder = _folder, Train = [both], Test = [both] }.Read("."));
        Write("yes/eve_1.wav", 16_000, 800);
        var mistake = Assert.Throws<InputException>(() => new SoundFolderOptions { Folder = _folder }.Read("."));
        Assert.Contains("16000 Hz", mistake.Message, StringComparison.Ordinal);
    }

    private void Write(string path, int rate, int frames)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var samples = new byte[2 * frames];
        for (var i = 0; i < frames; i++)
            BinaryPrimitives.WriteInt16LittleEndian(samples.AsSpan(2 * i), (short)(10_000 * Math.Sin(0.3 * i)));
        File.WriteAllBytes(file, WavFile.Riff(WavFile.Format(1, 1, rate, 16), WavFile.Chunk("data", samples)));
    }
}
