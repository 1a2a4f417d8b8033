using Microsoft.Win32.SafeHandles;

namespace StreamHost.Host.Sources.Machine;

/// <summary>A file of the kernel's counters, kept open: reading it from the start makes the kernel write it anew.</summary>
internal sealed class CounterFile(string path) : IDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path);
    private byte[] _buffer = new byte[8192];

    /// <summary>The counters as they are now; valid until the next read. Allocates only while the text grows.</summary>
    public ReadOnlySpan<byte> Read()
    {
        var length = 0;
        int read;
        while ((read = RandomAccess.Read(_handle, _buffer.AsSpan(length), length)) > 0)
        {
            length += read;
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, 2 * length);
        }

        return _buffer.AsSpan(0, length);
    }

    public void Dispose() => _handle.Dispose();
}
