using StreamHost.Core.Signals;
using StreamHost.Core.Sounds;

namespace StreamHost.Core.Recordings;

/// <summary>
/// Reads what a <see cref="SoundRecorder"/> wrote, whether it came to its end or was killed: the stream's frames in their order, its gaps and the
/// times at which they were heard, to 1 ns. Frames that the index names and the files lack, as after a power cut, are a gap. Used by
/// one thread at a time.
/// </summary>
public sealed class SoundRecording : IDisposable
{
    private readonly string _folder;
    private readonly IndexReader _index;
    private IndexRow _row;

    /// <summary>How many of the row's frames were read; -1 before its first part.</summary>
    private long _done = -1;
    private WavReader? _audio;
    private string? _audioName;
    private float[] _samples = [];

    private SoundRecording(string folder, IndexReader index)
    {
        (_folder, _index) = (folder, index);
        if (!index.Read(out _row))
            throw new InputException(folder, "it holds no sound yet", "record more than half a second");
    }

    /// <summary>The name of the stream that was recorded.</summary>
    public string Stream => _index.Stream!;

    /// <summary>The rate at which the next frames were heard, in Hz. It changes where the device changed it.</summary>
    public int SampleRate => _row.SampleRate;

    /// <summary>The frames so far that the index names and the files lack.</summary>
    public long MissingFrames { get; private set; }

    /// <summary>Whether a folder holds a recording.</summary>
    /// <param name="folder">The folder, which need not be there.</param>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, IndexRow.FileName));

    /// <summary>Opens a recording, which may still be growing.</summary>
    /// <param name="folder">The folder that it was written into.</param>
    /// <exception cref="InputException">There is none, it holds no sound yet, or its index is malformed.</exception>
    public static SoundRecording Open(string folder)
    {
        if (!IsIn(folder))
            throw new InputException(folder, $"it is a folder without the {IndexRow.FileName} of a recording", "name the folder of a recording");

        var path = Path.Combine(folder, IndexRow.FileName);
        var index = new IndexReader(InputFile.Open(path), path);
        try
        {
            return new SoundRecording(folder, index);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next frames, or the next part of a gap.</summary>
    /// <param name="stream">Whose block it is to be.</param>
    /// <param name="mostFrames">The most frames of a block of samples, 1 or more; gaps come whole.</param>
    /// <param name="block">The block, valid until the next call; received when it was heard.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">The index is malformed, or a file of samples is not what it says.</exception>
    /// <exception cref="WorkFailedException">A file failed while it was read.</exception>
    public bool Read(StreamId stream, int mostFrames, out AudioBlock block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostFrames, 1);
        block = default;
        if (_done == _row.Frames && !NextRow())
            return false;

        _done = Math.Max(_done, 0);
        var frames = _row.File is null ? 0 : ReadSamples((int)Math.Min(mostFrames, _row.Frames - _done));
        var isGap = frames == 0;
        if (isGap)
            frames = (int)Math.Min(int.MaxValue, _row.Frames - _done);
        if (isGap && _row.File is not null)
            MissingFrames += frames;
        var time = _row.TimeOf(_done);
        var samples = isGap ? ReadOnlyMemory<float>.Empty : _samples.AsMemory(0, frames * _row.Channels);
        block = new AudioBlock(stream, _row.SampleRate, _row.Channels, _row.FirstFrame + _done, frames, time, time, samples);
        _done += frames;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _audio?.Dispose();
        _index.Dispose();
    }

    private bool NextRow()
    {
        if (!_index.Read(out var row))
            return false;

        (_row, _done) = (row, -1);
        return true;
    }

    /// <summary>Reads the row's next frames; 0 where the file ends before.</summary>
    private int ReadSamples(int frames)
    {
        var audio = AudioOf(_row);
        var at = _row.Start + _done;
        if (at >= audio.Frames)
            return 0;

        if (_samples.Length < frames * _row.Channels)
            _samples = new float[frames * _row.Channels];
        audio.Seek(at);
        return audio.Read(_samples.AsSpan(0, frames * _row.Channels));
    }

    /// <summary>The file of a row, opened anew where it was shorter than the row when it was opened: its writer may be at work.</summary>
    private WavReader AudioOf(in IndexRow row)
    {
        if (_audio is not null && _audioName == row.File && row.Start + row.Frames <= _audio.Frames)
            return _audio;

        _audio?.Dispose();
        (_audio, _audioName) = (null, row.File);
        var path = Path.Combine(_folder, row.File!);
        var audio = WavReader.OpenUnfinished(path);
        if (audio.SampleRate == row.SampleRate && audio.Channels == row.Channels)
            return _audio = audio;

        audio.Dispose();
        throw new InputException(path, $"it has {audio.Channels} channels at {audio.SampleRate} Hz", $"its index says {row.Channels} at {row.SampleRate} Hz: record again");
    }
}
