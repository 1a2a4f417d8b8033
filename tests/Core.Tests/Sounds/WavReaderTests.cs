using FsCheck;
using FsCheck.Fluent;
using StreamHost.Core.Sounds;

using static StreamHost.WavFile;

namespace StreamHost.Core.Tests.Sounds;

public sealed class WavReaderTests
{
    public static TheoryData<int, int, byte[], float[]> Samples() => new()
    {
        { 1, 8, [0, 128, 192, 255], [-1, 0, 0.5f, 127 / 128f] },
        { 1, 16, [0, 0x80, 0, 0, 0, 0x40, 0xFF, 0x7F], [-1, 0, 0.5f, 32_767 / 32_768f] },
        { 1, 24, [0, 0, 0x80, 0, 0, 0, 0, 0, 0x40, 0xFF, 0xFF, 0xFF], [-1, 0, 0.5f, -1 / 8_388_608f] },
        { 1, 32, [0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0xFF, 0xFF, 0xFF], [-1, 0, 0.5f, -256 / 2_147_483_648f] },
        { 3, 32, [.. BitConverter.GetBytes(-1f), .. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(0f)], [-1, 0.25f, 1.5f, 0] },
        { 3, 64, [.. BitConverter.GetBytes(-1.0), .. BitConverter.GetBytes(0.25), .. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(0.0)], [-1, 0.25f, 1.5f, 0] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_format_is_read_in_every_shape(int code, int bits, byte[] bytes, float[] expected)
    {
        foreach (var channels in new[] { 1, 2, 4 })
        {
            foreach (var format in new[] { Format(code, channels, 44_100, bits), Extensible(code, channels, 44_100, bits) })
            {
                using var reader = Open(Riff(Chunk("LIST", [1, 2, 3]), format, Chunk("fact", new byte[4]), Data(bytes), Chunk("id3 ", new byte[5])));
                Assert.Equal((44_100, channels, 4L / channels, 0L), (reader.SampleRate, reader.Channels, reader.Frames, reader.MissingFrames));
                Assert.Equal(expected, ReadAll(reader, 3 * channels));
            }
        }
    }

    [Fact]
    public void Eight_channels_are_read_and_nine_refused()
    {
        using var reader = Open(Riff(Format(1, 8, 48_000, 16), Data(new byte[64])));
        Assert.Equal(4, reader.Frames);
        Assert.Contains("it has 9 channels", Refused(Riff(Format(1, 9, 48_000, 16), Data(new byte[18]))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_RF64_has_its_length_in_its_ds64()
    {
        using var reader = Open(Rf64(Sizes(8), Format(1, 1, 8_000, 16), Data(new byte[12], uint.MaxValue)));
        Assert.Equal(4, reader.Frames);
        using var cut = Open(Rf64(Sizes(6_000_000_000), Format(1, 1, 8_000, 16), Data(new byte[12], uint.MaxValue)));
        Assert.Equal((6, 2_999_999_994), (cut.Frames, cut.MissingFrames));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    public void A_file_from_a_pipe_goes_on_to_its_end(uint length)
    {
        using var reader = Open(Riff(Format(1, 1, 8_000, 16), Data(new byte[10], length)));
        Assert.Equal((5, 0), (reader.Frames, reader.MissingFrames));
        using var piped = WavReader.Open(new OneWay(Riff(Format(1, 1, 8_000, 16), Data(new byte[10], length))), "pipe");
        Assert.Equal(-1, piped.Frames);
        Assert.Equal(5, ReadAll(piped, 3).Length);
    }

    [Fact]
    public void What_was_cut_short_is_counted_and_the_rest_is_read()
    {
        using var reader = Open(Riff(Format(1, 2, 8_000, 16), Data(new byte[11], 400)));
        Assert.Equal((3, 97), (reader.Frames, reader.MissingFrames));
        Assert.Equal(6, ReadAll(reader, 64).Length);
    }

    [Fact]
    public void Seeking_is_the_same_as_reading_on()
    {
        var bytes = Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7)).ToArray();
        using var reader = Open(Riff(Format(1, 2, 8_000, 16), Data(bytes)));
        var whole = ReadAll(reader, 1000);
        foreach (var frame in new[] { 0, 1, 777, 4_097, 5_000 })
        {
            reader.Seek(frame);
            Assert.Equal(whole[(2 * frame)..], ReadAll(reader, 500));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Seek(5_001));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var reader = Open(Riff(Format(1, 2, 8_000, 24), Data(new byte[60_000])));
        var samples = new float[2_000];
        Assert.Equal(0, Allocations.Of(() =>
        {
            reader.Seek(0);
            return () =>
            {
                while (reader.Read(samples) > 0)
                {
                }
            };
        }));
    }

    public static TheoryData<string, byte[]> Wrong() => new()
    {
        { "it ends before its first sample", [] },
        { "it does not begin as a WAV file does", new byte[100] },
        { "it ends before its first sample", Riff(Format(1, 1, 8_000, 16)) },
        { "its samples come before their format", Riff(Data(new byte[4])) },
        { "its samples are MP3 of 16 bits", Riff(Format(0x55, 1, 8_000, 16), Data(new byte[4])) },
        { "its samples are IMA ADPCM of 4 bits", Riff(Format(0x11, 1, 8_000, 4), Data(new byte[4])) },
        { "its samples are PCM of 12 bits", Riff(Format(1, 1, 8_000, 12), Data(new byte[4])) },
        { "its samples are format 0xfffe of 16 bits", Riff(Format(0xFFFE, 1, 8_000, 16), Data(new byte[4])) },
        { "it has 0 channels", Riff(Format(1, 0, 8_000, 16), Data(new byte[4])) },
        { "its sample rate is 0 Hz", Riff(Format(1, 1, 0, 16), Data(new byte[4])) },
        { "its sample rate is 4294967295 Hz", Riff(Format(1, 1, -1, 16), Data(new byte[4])) },
        { "2 samples of 16 bits take 7 bytes", Riff(Format(1, 2, 8_000, 16, frame: 7), Data(new byte[4])) },
        { "it ends before its first sample", Riff(Chunk("junk", [], 4_000_000_000), Format(1, 1, 8_000, 16)) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_WAV_file_is_one_line(string message, byte[] bytes) => Assert.Contains(message, Refused(bytes), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_one_line() =>
        Assert.StartsWith("nowhere.wav: there is no such file", Assert.Throws<InputException>(() => WavReader.Open("nowhere.wav")).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Prop.ForAll<byte[], int>((noise, at) =>
    {
        var bytes = Riff(Format(1, 2, 44_100, 24), Data(new byte[30]));
        for (var i = 0; i < noise.Length; i++)
            bytes[(int)(((uint)at + i) % bytes.Length)] = noise[i];
        try
        {
            using var reader = Open(bytes);
            ReadAll(reader, 8 * reader.Channels);
        }
        catch (InputException)
        {
            // Said in one line; anything else fails the test.
        }
    }).QuickCheckThrowOnFailure();

    private static WavReader Open(byte[] bytes) => WavReader.Open(new MemoryStream(bytes), "a.wav");

    private static string Refused(byte[] bytes) => Assert.Throws<InputException>(() => Open(bytes)).Message;

    private static float[] ReadAll(WavReader reader, int room)
    {
        var (all, samples) = (new List<float>(), new float[room]);
        for (int frames; (frames = reader.Read(samples)) > 0;)
            all.AddRange(samples.Take(frames * reader.Channels));
        return [.. all];
    }

    /// <summary>A stream as a pipe is one: forward only.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
