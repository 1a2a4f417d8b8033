using FsCheck;
using FsCheck.Fluent;
using StreamHost.Core.Recordings;
using StreamHost.Core.Signals;

namespace StreamHost.Core.Tests.Recordings;

public sealed class SoundRecordingTests : IDisposable
{
    private const int Rate = 1000;
    private const string Header = "stream,frame,frames,time,sampleRate,channels,file,start,gap\n";

    private readonly TemporaryFolder _folder = new();
    private readonly StreamId _stream = new StreamTable().Intern("a, \"b\"");

    private string Index => _folder.File("index.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recording_gives_back_samples_gaps_and_times()
    {
        AudioBlock[] blocks =
        [
            Sound(40, 3, 5_000_000_123), Sound(43, 700, 5_003_000_123), Gap(743, 250), Gap(993, 0), Sound(993, 2, 9_000_000_000), Sound(995, 4, 9_002_500_000),
        ];
        using (var recorder = SoundRecorder.Create(_folder.Root, _stream.Name))
        {
            foreach (var block in blocks)
                recorder.Write(block, block.IsGap ? "a cable, or \"so\"" : "");
            Assert.Equal((959, 250), (recorder.Frames, recorder.GapFrames));
        }

        Assert.Equal(
            Header
            + "\"a, \"\"b\"\"\",40,703,5.000000123,1000,1,audio.wav,0,\n\"a, \"\"b\"\"\",743,250,0.743000000,1000,1,,,\"a cable, or \"\"so\"\"\"\n"
            + "\"a, \"\"b\"\"\",993,0,0.993000000,1000,1,,,\"a cable, or \"\"so\"\"\"\n"
            + "\"a, \"\"b\"\"\",993,2,9.000000000,1000,1,audio.wav,703,\n\"a, \"\"b\"\"\",995,4,9.002500000,1000,1,audio.wav,705,\n",
            File.ReadAllText(Index));
        Assert.Equal(
            [(40, 500, 5_000_000_123), (540, 203, 5_500_000_123), (743, 250, 743_000_000), (993, 0, 993_000_000), (993, 2, 9_000_000_000), (995, 4, 9_002_500_000)],
            ReadAll(500).Select(block => (block.FirstFrame, block.Frames, block.EventTime)));
        foreach (var most in new[] { 1, 7, 1000 })
            Assert.Equal(blocks.SelectMany(block => block.Samples.ToArray()), ReadAll(most).SelectMany(block => block.Samples.ToArray()));
    }

    [Fact]
    public void Frames_that_were_left_out_are_a_gap()
    {
        Write(Sound(0, 10, 0), Sound(30, 10, 30_000_000));
        Assert.Equal([(0L, 10, false), (10L, 20, true), (30L, 10, false)], ReadAll(100).Select(block => (block.FirstFrame, block.Frames, block.IsGap)));
    }

    [Fact]
    public void Another_rate_or_another_number_of_channels_begins_another_file()
    {
        Write(Sound(0, 10, 0), Sound(10, 10, 10_000_000) with { SampleRate = 2000 }, Sound(20, 5, 20_000_000) with { Channels = 2, Samples = new float[10] });
        Assert.Equal(["audio-2.wav", "audio-3.wav", "audio.wav"], Directory.EnumerateFiles(_folder.Root, "*.wav").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal([(1000, 1, 10), (2000, 1, 10), (1000, 2, 5)], ReadAll(100).Select(block => (block.SampleRate, block.Channels, block.Frames)));
    }

    [Fact]
    public void Recording_allocates_nothing_a_block()
    {
        var samples = new float[10];
        using var recorder = SoundRecorder.Create(_folder.Root, _stream.Name);
        var block = 0;
        Many();
        Assert.Equal(0, Allocations.Of(Many));

        void Many()
        {
            for (var last = block + 4000; block < last; block++)
                Record();
        }

        void Record() => recorder.Write(
            new AudioBlock(_stream, Rate, 1, 10 * block, 10, (10_000_000L * block) + (block % 3), 0, block % 50 == 0 ? ReadOnlyMemory<float>.Empty : samples));
    }

    [Fact]
    public void A_recording_is_never_written_over()
    {
        Write(Sound(0, 10, 0));
        Assert.Contains("it holds a recording", Assert.Throws<InputException>(() => SoundRecorder.Create(_folder.Root, _stream.Name)).Message, StringComparison.Ordinal);
        Assert.Single(ReadAll(100));
    }

    /// <summary>As on a full disk: the next file can't be made.</summary>
    [Fact]
    public void Where_writing_fails_one_line_says_what_was_kept()
    {
        var folder = Directory.CreateDirectory(_folder.File("session")).FullName;
        using var recorder = SoundRecorder.Create(folder, _stream.Name);
        recorder.Write(Sound(0, 600, 0));
        recorder.Write(Sound(600, 100, 600_000_000));
        Directory.Delete(folder, recursive: true);
        var other = Sound(700, 50, 700_000_000) with { SampleRate = 2000 };
        Assert.Contains("the first 600 frames of a, \"b\" were kept, 150 were not", Assert.Throws<WorkFailedException>(() => recorder.Write(other)).Message, StringComparison.Ordinal);
        var again = Assert.Throws<WorkFailedException>(() => recorder.Write(other with { FirstFrame = 750 }));
        Assert.Contains("600 frames of a, \"b\" were kept, 200 were not", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_block_of_the_stream_is_refused()
    {
        using var recorder = SoundRecorder.Create(_folder.Root, _stream.Name);
        recorder.Write(Sound(0, 10, 0));
        Assert.Throws<ArgumentException>(() => recorder.Write(Sound(9, 10, 0)));
        Assert.Throws<ArgumentException>(() => recorder.Write(Sound(10, 10, 0) with { Frames = 11 }));
        Assert.Throws<ArgumentException>(() => recorder.Write(Sound(10, 10, 0) with { Stream = new StreamTable().Intern("b") }));
        Assert.Throws<InputException>(() => recorder.Write(Gap(10, 10), "two\nlines"));
        Assert.Throws<InputException>(() => recorder.Write(Sound(10, 2, 0) with { Channels = 9, Frames = 1, Samples = new float[9] }));
        Assert.Equal(10, recorder.Frames);
    }

    [Fact]
    public void A_row_that_was_being_written_is_the_end()
    {
        Write(Sound(0, 10, 0), Gap(10, 5));
        var whole = File.ReadAllBytes(Index);
        File.WriteAllBytes(Index, whole[..^1]);
        Assert.Equal(10, ReadAll(100).Single().Frames);
        File.WriteAllBytes(Index, [.. whole, .. new byte[100]]);
        Assert.Equal(2, ReadAll(100).Count);
    }

    [Fact]
    public void What_the_files_lack_is_a_gap()
    {
        Write(Sound(0, 10, 0), Gap(10, 5), Sound(15, 10, 1_000_000_000));
        var audio = _folder.File("audio.wav");
        File.WriteAllBytes(audio, File.ReadAllBytes(audio)[..^(4 * 13)]);
        using var recording = SoundRecording.Open(_folder.Root);
        var read = new List<(long, int, bool)>();
        while (recording.Read(_stream, 100, out var block))
            read.Add((block.FirstFrame, block.Frames, block.IsGap));
        Assert.Equal([(0, 7, false), (7, 3, true), (10, 5, true), (15, 10, true)], read);
        Assert.Equal(13, recording.MissingFrames);
    }

    [Theory]
    [InlineData("it does not begin as the index of a recording does", "")]
    [InlineData("it does not begin as the index of a recording does", "time,cpu\n1,2\n")]
    [InlineData("it holds no sound yet", Header)]
    [InlineData("line 2: it is not a row of an index", Header + "a,0,10\n")]
    [InlineData("line 2: \"-1\" is not a whole number", Header + "a,0,-1,0,1000,1,audio.wav,0,\n")]
    [InlineData("line 2: \"soon\" is not a time", Header + "a,0,10,soon,1000,1,audio.wav,0,\n")]
    [InlineData("line 2: its sample rate is 4294968296 Hz", Header + "a,0,10,0,4294968296,1,audio.wav,0,\n")]
    [InlineData("line 2: it has 0 channels", Header + "a,0,10,0,1000,0,audio.wav,0,\n")]
    [InlineData("line 2: \"../audio.wav\" is no file of a recording", Header + "a,0,10,0,1000,1,../audio.wav,0,\n")]
    [InlineData("line 2: \"audio-01.wav\" is no file of a recording", Header + "a,0,10,0,1000,1,audio-01.wav,0,\n")]
    [InlineData("line 2: it is of no frames", Header + "a,0,0,0,1000,1,audio.wav,0,\n")]
    [InlineData("line 3: it begins at frame 11 of the stream", Header + "a,0,10,0,1000,1,audio.wav,0,\na,11,10,0,1000,1,audio.wav,10,\n")]
    [InlineData("line 3: it is of stream \"b\"", Header + "a,0,10,0,1000,1,audio.wav,0,\nb,10,10,0,1000,1,audio.wav,10,\n")]
    [InlineData("audio.wav: it has 1 channels at 1000 Hz", Header + "a,0,10,0,1000,2,audio.wav,0,\n")]
    [InlineData("audio-2.wav: there is no such file", Header + "a,0,10,0,1000,1,audio-2.wav,0,\n")]
    public void A_wrong_index_is_one_line(string message, string index)
    {
        Write(Sound(0, 30, 0));
        File.WriteAllText(Index, index);
        Assert.Contains(message, Assert.Throws<InputException>(() => ReadAll(100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_an_index_is_no_recording() =>
        Assert.Contains("without the index.csv of a recording", Assert.Throws<InputException>(() => SoundRecording.Open(_folder.Root)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_index_is_read_or_refused()
    {
        Write(Sound(0, 10, 0), Gap(10, 5), Sound(15, 10, 1_000_000_000));
        var good = File.ReadAllBytes(Index);
        Prop.ForAll<byte[], int>((noise, at) =>
        {
            var bytes = good.ToArray();
            for (var i = 0; i < noise.Length; i++)
                bytes[(int)(((uint)at + i) % bytes.Length)] = noise[i];
            File.WriteAllBytes(Index, bytes);
            try
            {
                ReadAll(100);
            }
            catch (InputException)
            {
                // Said in one line; anything else fails the test.
            }
        }).QuickCheckThrowOnFailure();
    }

    private AudioBlock Sound(long first, int frames, long time) =>
        new(_stream, Rate, 1, first, frames, time, time, Enumerable.Range(0, frames).Select(i => (float)(first + i)).ToArray());

    private AudioBlock Gap(long first, int frames) => new(_stream, Rate, 1, first, frames, first * 1_000_000, 0, ReadOnlyMemory<float>.Empty);

    private void Write(params AudioBlock[] blocks)
    {
        using var recorder = SoundRecorder.Create(_folder.Root, _stream.Name);
        foreach (var block in blocks)
            recorder.Write(block);
    }

    private List<AudioBlock> ReadAll(int most)
    {
        using var recording = SoundRecording.Open(_folder.Root);
        var blocks = new List<AudioBlock>();
        while (recording.Read(_stream, most, out var block))
            blocks.Add(block with { Samples = block.Samples.ToArray() });
        return blocks;
    }
}
