using System.Buffers.Binary;
using System.Diagnostics;
using StreamHost.Core.Sounds;

using static StreamHost.WavFile;

namespace StreamHost.Core.Tests.Sounds;

public sealed class SoundReaderTests : IDisposable
{
    private const int Rate = 48_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What loses nothing gives the WAV file's samples to the bit, all else is near them; by the first decoder that can, and by each.</summary>
    [DecoderTheory]
    [InlineData("flac", 0)]
    [InlineData("aiff", 0)]
    [InlineData("ogg", 0.05)]
    [InlineData("mp3", 0.05)]
    [InlineData("opus", 0.05)]
    public void A_file_of_another_format_holds_what_it_was_made_from(string format, double most)
    {
        var (expected, path) = (WriteSound("a.wav"), Encode("a.wav", format));
        Check(SoundReader.Open(path), expected, most);
        Check(LibsndfileReader.TryOpen(path, out _)!, expected, most);
        Check(FfmpegReader.TryOpen(path, out _)!, expected, most);
    }

    [DecoderFact]
    public void What_libsndfile_can_not_read_ffmpeg_does()
    {
        var (expected, path) = (WriteSound("a.wav"), Encode("a.wav", "mka"));
        Assert.Null(LibsndfileReader.TryOpen(path, out var refusal));
        Assert.NotNull(refusal);
        Check(SoundReader.Open(path), expected, 0.05);
    }

    /// <summary>A name is a name: the bytes say what a file is.</summary>
    [DecoderFact]
    public void A_file_is_what_its_bytes_say()
    {
        var expected = WriteSound("a.wav");
        var path = _folder.File("-i really; a \"wav\" file.wav");
        File.Move(Encode("a.wav", "flac"), path);
        Check(SoundReader.Open(path), expected, 0);
        Check(FfmpegReader.TryOpen(path, out _)!, expected, 0);
    }

    [DecoderFact]
    public void Of_a_file_that_was_cut_short_the_rest_is_read_and_what_is_missing_counted()
    {
        var expected = WriteSound("a.wav");
        var path = Encode("a.wav", "flac");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..50_000]);
        using var reader = SoundReader.Open(path);
        var samples = reader.ReadToEnd();
        Assert.InRange(samples.Length, 2, expected.Length - 2);
        Assert.Equal(expected[..samples.Length], samples);
        Assert.Equal(expected.Length, samples.Length + (2 * reader.MissingFrames));
    }

    [DecoderTheory]
    [InlineData("flac")]
    [InlineData("ogg")]
    [InlineData("mp3")]
    [InlineData("opus")]
    [InlineData("mka")]
    public void Any_file_is_read_or_refused_in_one_line(string format)
    {
        WriteSound("a.wav");
        var path = Encode("a.wav", format);
        var good = File.ReadAllBytes(path);
        var random = new Random(1);
        for (var i = 0; i < 30; i++)
        {
            var bytes = good.ToArray();
            random.NextBytes(bytes.AsSpan(random.Next(i % 2 == 0 ? 200 : bytes.Length - 2000), random.Next(1, 2000)));
            File.WriteAllBytes(path, bytes[..random.Next(bytes.Length)]);
            if (Record.Exception(() => ReadAll(path)) is { } exception)
                Assert.DoesNotContain('\n', Assert.IsType<InputException>(exception).Message);
        }

        random.NextBytes(good);
        File.WriteAllBytes(path, good);
        var message = Assert.Throws<InputException>(() => SoundReader.Open(path)).Message;
        Assert.Contains("libsndfile can't read it (", message, StringComparison.Ordinal);
        Assert.Contains("ffmpeg can't read it (", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_installed_is_named()
    {
        SoundDecoder absent = new("libsndfile", "libsndfile1", Absent), refusing = new("libsndfile", "libsndfile1", Refusing), ffmpeg = new("ffmpeg", "ffmpeg", Absent);
        Assert.Equal(
            "a.flac: it is no WAV file, and nothing that reads other sounds is installed; install the package libsndfile1 or ffmpeg, or give a WAV file",
            Assert.Throws<InputException>(() => SoundReader.Decode("a.flac", [absent, ffmpeg])).Message);
        Assert.Equal(
            "a.flac: libsndfile can't read it (no idea); install the package ffmpeg, or give a WAV file",
            Assert.Throws<InputException>(() => SoundReader.Decode("a.flac", [refusing, ffmpeg])).Message);

        static SoundReader? Absent(string path, out string? refusal)
        {
            refusal = null;
            return null;
        }

        static SoundReader? Refusing(string path, out string? refusal)
        {
            refusal = "no idea";
            return null;
        }
    }

    [Theory]
    [InlineData("a.wav", true)]
    [InlineData("folder/a.FLAC", true)]
    [InlineData("a.csv", false)]
    [InlineData("wav", false)]
    public void A_name_may_be_that_of_a_sound(string path, bool expected) => Assert.Equal(expected, SoundReader.IsNamedAsSound(path));

    [Fact]
    public void A_file_that_is_not_there_is_one_line() =>
        Assert.StartsWith("nowhere.flac: there is no such file", Assert.Throws<InputException>(() => SoundReader.Open("nowhere.flac")).Message, StringComparison.Ordinal);

    private static void ReadAll(string path)
    {
        using var reader = SoundReader.Open(path);
        reader.ReadToEnd();
    }

    private static void Check(SoundReader reader, float[] expected, double most)
    {
        using var _ = reader;
        Assert.Equal((Rate, 2), (reader.SampleRate, reader.Channels));
        var samples = reader.ReadToEnd();
        if (most == 0)
        {
            Assert.Equal(expected, samples);
            return;
        }

        // Of lossy formats a decoder may leave the end a few frames longer.
        Assert.InRange(samples.Length, expected.Length, expected.Length + 4096);
        var error = expected.Zip(samples, (a, b) => (double)(a - b) * (a - b)).Sum() / expected.Sum(a => (double)a * a);
        Assert.InRange(Math.Sqrt(error), 0, most);
    }

    /// <summary>Two seconds of two channels of tones.</summary>
    private float[] WriteSound(string name)
    {
        var samples = new float[4 * Rate];
        var bytes = new byte[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            var tone = (0.3 * Math.Sin(0.05 * (i / 2))) + (0.1 * Math.Sin((0.11 + (0.03 * (i % 2))) * (i / 2)));
            var sample = (short)(32_767 * tone);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), sample);
            samples[i] = sample / 32_768f;
        }

        File.WriteAllBytes(_folder.File(name), Riff(Format(1, 2, Rate, 16), Data(bytes)));
        return samples;
    }

    private string Encode(string name, string format)
    {
        var path = _folder.File($"a.{format}");
        using var ffmpeg = Process.Start("ffmpeg", ["-nostdin", "-v", "error", "-i", _folder.File(name), "-b:a", "256k", path]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}
