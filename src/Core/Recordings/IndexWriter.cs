using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using StreamHost.Core.Logs;

namespace StreamHost.Core.Recordings;

/// <summary>
/// Appends rows to a recording's index. They are handed to the system whole; where that fails, what arrived of them is cut off again.
/// Allocates nothing a row once its reason was seen. Used by one thread at a time; what fails is thrown as the system says it.
/// </summary>
internal sealed class IndexWriter : IDisposable
{
    private const int BufferLength = 1 << 14;

    /// <summary>Numbers, time and separators of a row.</summary>
    private const int LongestNumbers = 160;

    private const string Remedy = "choose another name";

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly byte[] _stream;
    private readonly Dictionary<string, byte[]> _cells = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[BufferLength];
    private int _used;
    private long _length;

    private IndexWriter(SafeFileHandle file, string path, byte[] stream) => (_file, _path, _stream) = (file, path, stream);

    /// <summary>Makes the file with its header; one that is there is an <see cref="IOException"/>.</summary>
    /// <exception cref="InputException">The stream's name holds a line break.</exception>
    public static IndexWriter Create(string path, string stream)
    {
        var name = CsvRowWriter.Cell(stream, path, Remedy);
        var writer = new IndexWriter(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), path, name);
        try
        {
            writer.Append(Encoding.ASCII.GetBytes($"{IndexRow.Columns}\n"));
            writer.Flush();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Appends a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="why">The cell that says why a gap is one; empty for sound.</param>
    public void Write(in IndexRow row, byte[] why)
    {
        var file = Cell(row.File ?? "");
        MakeRoom(_stream.Length + file.Length + why.Length + LongestNumbers);
        Append(_stream);
        Append(row.FirstFrame);
        Append(row.Frames);
        _buffer[_used++] = (byte)',';
        _used += TimeText.WriteSeconds(row.EventTime, _buffer.AsSpan(_used));
        Append(row.SampleRate);
        Append(row.Channels);
        _buffer[_used++] = (byte)',';
        Append(file);
        if (row.File is null)
            _buffer[_used++] = (byte)',';
        else
            Append(row.Start);
        _buffer[_used++] = (byte)',';
        Append(why);
        _buffer[_used++] = (byte)'\n';
    }

    /// <summary>A text as a cell, remembered.</summary>
    /// <exception cref="InputException">It holds a line break.</exception>
    public byte[] Cell(string text)
    {
        if (!_cells.TryGetValue(text, out var cell))
            _cells.Add(text, cell = CsvRowWriter.Cell(text, _path, Remedy));
        return cell;
    }

    /// <summary>Hands all rows to the system.</summary>
    public void Flush()
    {
        try
        {
            RandomAccess.Write(_file, _buffer.AsSpan(0, _used), _length);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, _length);
            throw;
        }

        _length += _used;
        _used = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void MakeRoom(int length)
    {
        if (_buffer.Length - _used < length)
            Flush();
        if (_buffer.Length < length)
            _buffer = new byte[length];
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }

    /// <summary>Appends a number behind a comma.</summary>
    private void Append(long number)
    {
        _buffer[_used++] = (byte)',';
        number.TryFormat(_buffer.AsSpan(_used), out var written, default, CultureInfo.InvariantCulture);
        _used += written;
    }
}
