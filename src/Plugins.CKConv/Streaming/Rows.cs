namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>How the values of some steps lie in memory: a row of channels each, filled up to whole cache lines, whatever the machine's vectors.</summary>
internal static class Rows
{
    private const int CacheLine = 16;

    /// <summary>Floats of a row of so many channels.</summary>
    public static int Stride(int channels) => Aligned(channels);

    /// <summary>Floats rounded up to whole cache lines.</summary>
    public static int Aligned(int floats) => (floats + CacheLine - 1) / CacheLine * CacheLine;
}
