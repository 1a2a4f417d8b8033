namespace StreamHost.Core.Tests.Logs;

/// <summary>A file on a disk with room for a few bytes: takes what fits, then fails as a full disk does.</summary>
internal sealed class SmallDisk(int capacity) : MemoryStream
{
    /// <summary>What the disk holds, also after closing.</summary>
    public byte[] Contents => ToArray();

    public bool IsClosed { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var fits = (int)Math.Min(count, capacity - Length);
        base.Write(buffer, offset, fits);
        if (fits < count)
            throw new IOException("No space left on device");
    }

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
