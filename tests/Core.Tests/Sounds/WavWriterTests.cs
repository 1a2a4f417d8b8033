using StreamHost.Core.Sounds;

namespace StreamHost.Core.Tests.Sounds;

public sealed class WavWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 8_000)]
    [InlineData(2, 44_100)]
    [InlineData(8, 192_000)]
    public void What_was_written_is_read(int channels, int rate)
    {
        var samples = Enumerable.Range(0, 800).Select(i => i / 800f).ToArray();
        using (var writer = WavWriter.Create(_folder.File("a.wav"), rate, channels))
        {
            writer.Write(samples);
            writer.WriteSizes();
        }

        CheckWithBoth(rate, channels, samples);
    }

    /// <summary>At 4 GiB in earnest, at 1,000 bytes here.</summary>
    [Fact]
    public void A_file_that_outgrows_a_WAV_becomes_an_RF64()
    {
        var samples = Enumerable.Range(0, 400).Select(i => i / 400f).ToArray();
        using var writer = WavWriter.Create(_folder.File("a.wav"), 8_000, 2, longestPlain: 1_000);
        foreach (var (length, kind) in new[] { (200, "RIFF"), (228, "RIFF"), (230, "RF64"), (400, "RF64") })
        {
            writer.Write(samples.AsSpan((int)writer.Frames * 2, length - ((int)writer.Frames * 2)));
            writer.WriteSizes();
            Assert.Equal(kind, System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(_folder.File("a.wav")), 0, 4));
            CheckWithBoth(8_000, 2, samples[..length]);
        }
    }

    /// <summary>What was written since the sizes were is not lost to who knows that it may be there.</summary>
    [Fact]
    public void A_file_whose_writer_was_killed_goes_to_its_end()
    {
        using var writer = WavWriter.Create(_folder.File("a.wav"), 8_000, 1);
        writer.Write([1, 2, 3]);
        writer.WriteSizes();
        writer.Write([4, 5]);
        using var plain = WavReader.Open(_folder.File("a.wav"));
        using var unfinished = WavReader.OpenUnfinished(_folder.File("a.wav"));
        Assert.Equal((3, 5), (plain.Frames, unfinished.Frames));
        Assert.Equal([1, 2, 3, 4, 5], unfinished.ReadToEnd());
    }

    /// <summary>With our reader and, where it is installed, with libsndfile.</summary>
    private void CheckWithBoth(int rate, int channels, float[] samples)
    {
        foreach (var reader in new SoundReader?[] { WavReader.Open(_folder.File("a.wav")), LibsndfileReader.TryOpen(_folder.File("a.wav"), out _) }.OfType<SoundReader>())
        {
            using (reader)
            {
                Assert.Equal((rate, channels, (long)samples.Length / channels, 0L), (reader.SampleRate, reader.Channels, reader.Frames, reader.MissingFrames));
                Assert.Equal(samples, reader.ReadToEnd());
            }
        }
    }
}
