using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;

namespace StreamHost.Core.Recordings;

/// <summary>
/// Writes a stream of sound into a folder, as it is heard: its samples into <c>audio.wav</c> (32-bit floats; RF64 past 4 GiB), and into
/// <c>index.csv</c> which frames of the stream lie where, when they were heard, and what is missing. Where the rate or the number of
/// channels changes, <c>audio-2.wav</c> follows. Samples go to the system at once, the index twice in a second of the stream, so a kill
/// loses no more than half a second and one block; <see cref="SoundRecording"/> reads what is there without a repair. A power cut may lose what
/// the system had not yet written to the disk, some 30 s. Allocates nothing a block. Used by one thread at a time; a write may
/// wait for the disk.
/// </summary>
public sealed class SoundRecorder : IDisposable
{
    /// <summary>Why a gap is one where nobody says it.</summary>
    public const string NotHeard = "not heard";

    private const int FlushesPerSecond = 2;

    /// <summary>How far a block's time may be, in ns, from where the frames before it lead; beyond that a row begins.</summary>
    private const long Rounding = 1;

    private readonly string _folder;
    private readonly string _stream;
    private readonly IndexWriter _index;
    private WavWriter? _audio;
    private string? _audioName;
    private int _audioFiles;
    private bool _hasFailed;

    /// <summary>Where the stream stands; -1 before its first block.</summary>
    private long _nextFrame = -1;

    /// <summary>The frames at the file's end that have no row in the index yet.</summary>
    private IndexRow _open;

    private SoundRecorder(string folder, string stream, IndexWriter index) => (_folder, _stream, _index) = (folder, stream, index);

    /// <summary>The frames of the stream so far, its gaps included.</summary>
    public long Frames { get; private set; }

    /// <summary>Those of them that are gaps.</summary>
    public long GapFrames { get; private set; }

    /// <summary>Those of <see cref="Frames"/>, the first, that a kill can't take any more.</summary>
    public long KeptFrames { get; private set; }

    /// <summary>Begins a recording.</summary>
    /// <param name="folder">The folder, which is made where it is not there.</param>
    /// <param name="stream">The name of the stream that will be recorded.</param>
    /// <exception cref="InputException">The folder holds a recording, or the stream's name a line break.</exception>
    /// <exception cref="WorkFailedException">The folder can't be written.</exception>
    public static SoundRecorder Create(string folder, string stream)
    {
        var path = Path.Combine(folder, IndexRow.FileName);
        if (File.Exists(path))
            throw new InputException(folder, "it holds a recording", "name another folder");

        try
        {
            Directory.CreateDirectory(folder);
            return new SoundRecorder(folder, stream, IndexWriter.Create(path, stream));
        }
        catch (Exception e) when (IsOfTheSystem(e))
        {
            throw OutputFile.Failed(folder, e);
        }
    }

    /// <summary>Records a block or a gap.</summary>
    /// <param name="block">What follows on the last. Where frames were left out between the two, a gap is recorded for them.</param>
    /// <param name="reason">Why a gap is one: of a few texts, each of which is remembered.</param>
    /// <exception cref="ArgumentException">It is of another stream, begins before the end of the last, or has not as many samples as it says.</exception>
    /// <exception cref="InputException">The reason holds a line break, or the block more than 8 channels or 768,000 frames a second.</exception>
    /// <exception cref="WorkFailedException">The disk is full or failed; says what was kept.</exception>
    public void Write(in AudioBlock block, string reason = NotHeard)
    {
        Check(block);
        var why = _index.Cell(reason);
        var leftOut = _nextFrame < 0 ? 0 : block.FirstFrame - _nextFrame;
        _nextFrame = block.FirstFrame + block.Frames;
        Frames += leftOut + block.Frames;
        GapFrames += leftOut + (block.IsGap ? block.Frames : 0);
        if (_hasFailed)
            throw Failed(reason: null);

        try
        {
            if (leftOut > 0)
                WriteGap(block.FirstFrame - leftOut, leftOut, block.EventTime - IndexRow.Duration(leftOut, block.SampleRate), block, _index.Cell(NotHeard));
            if (block.IsGap)
                WriteGap(block.FirstFrame, block.Frames, block.EventTime, block, why);
            else
                WriteSound(block);
            if ((Frames - KeptFrames) * FlushesPerSecond >= block.SampleRate)
                Keep();
        }
        catch (Exception e) when (IsOfTheSystem(e))
        {
            throw Failed(e);
        }
    }

    /// <summary>Brings the files to where the stream is.</summary>
    /// <exception cref="WorkFailedException">The disk is full or failed; says what was kept.</exception>
    public void Flush()
    {
        if (_hasFailed)
            return;

        try
        {
            Keep();
        }
        catch (Exception e) when (IsOfTheSystem(e))
        {
            throw Failed(e);
        }
    }

    /// <summary>Flushes and closes.</summary>
    /// <exception cref="WorkFailedException">The disk is full or failed; says what was kept.</exception>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            _hasFailed = true;
            _audio?.Dispose();
            _index.Dispose();
        }
    }

    private static bool IsOfTheSystem(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private void Check(in AudioBlock block)
    {
        if (SoundReader.Refuse(block.Channels, block.SampleRate) is var (what, remedy))
            throw new InputException(_stream, what, remedy);
        if (block.Stream.Name != _stream)
            throw new ArgumentException($"A block of stream {block.Stream} is none of {_stream}.", nameof(block));
        if (block.FirstFrame < _nextFrame)
            throw new ArgumentException($"A block that begins at frame {block.FirstFrame} comes after frame {_nextFrame}.", nameof(block));
        if (!block.IsGap && block.Samples.Length != block.Frames * block.Channels)
            throw new ArgumentException($"A block of {block.Samples.Length} samples is not {block.Frames} frames of {block.Channels}.", nameof(block));
    }

    private void WriteGap(long firstFrame, long frames, long eventTime, in AudioBlock like, byte[] why)
    {
        EndRow();
        _index.Write(new IndexRow(firstFrame, frames, eventTime, like.SampleRate, like.Channels, File: null, Start: 0), why);
    }

    private void WriteSound(in AudioBlock block)
    {
        var audio = AudioFor(block);
        if (_open.Frames > 0 && Math.Abs(block.EventTime - _open.TimeOf(_open.Frames)) > Rounding)
            EndRow();
        if (_open.Frames == 0)
            _open = new IndexRow(block.FirstFrame, 0, block.EventTime, block.SampleRate, block.Channels, _audioName, audio.Frames);
        audio.Write(block.Samples.Span);
        _open = _open with { Frames = _open.Frames + block.Frames };
    }

    /// <summary>The file for a block: the present one, or the next where that has another rate or other channels.</summary>
    private WavWriter AudioFor(in AudioBlock block)
    {
        if (_audio is not null && _audio.SampleRate == block.SampleRate && _audio.Channels == block.Channels)
            return _audio;

        EndRow();
        _audio?.WriteSizes();
        _audio?.Dispose();
        _audioName = IndexRow.AudioName(++_audioFiles);
        return _audio = WavWriter.Create(Path.Combine(_folder, _audioName), block.SampleRate, block.Channels);
    }

    private void EndRow()
    {
        if (_open.Frames > 0)
            _index.Write(_open, why: []);
        _open = default;
    }

    /// <summary>The samples are with the system; their number follows, and then the rows, which so never speak of what is not there.</summary>
    private void Keep()
    {
        EndRow();
        _audio?.WriteSizes();
        _index.Flush();
        KeptFrames = Frames;
    }

    private WorkFailedException Failed(Exception? reason)
    {
        _hasFailed = true;
        return new WorkFailedException(
            $"{_folder}: it can't be written ({reason?.Message.TrimEnd('.') ?? "writing failed before"}); the first {KeptFrames} frames of {_stream} were kept, {Frames - KeptFrames} were not; make room on the disk, then record into another folder",
            reason);
    }
}
