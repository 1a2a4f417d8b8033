using System.Runtime.InteropServices;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// A stream's own memory where a device computes: what it heard last, a ring of calls' inputs that all else follows from, and where on the
/// device that all else is. Behind it is the memory of the managed form, which goes on where the device fails.
/// </summary>
/// <param name="state">The stream's floats; zeros for one that has heard nothing.</param>
/// <param name="calls">Calls in the ring.</param>
/// <param name="inputs">Floats of a call's inputs.</param>
internal readonly ref struct DeviceMemory(Span<float> state, int calls, int inputs)
{
    /// <summary>Floats before the ring.</summary>
    public const int HeaderLength = 16;

    private readonly Span<int> _header = MemoryMarshal.Cast<float, int>(state[..HeaderLength]);
    private readonly Span<float> _ring = state.Slice(HeaderLength, calls * inputs);

    /// <summary>The network that the row is of; 0 for none.</summary>
    public ref int Owner => ref _header[0];

    /// <summary>The row in its tables.</summary>
    public ref int Slot => ref _header[1];

    /// <summary>How often that row had been written.</summary>
    public ref int Written => ref _header[2];

    /// <summary>Whether the managed form has gone on with the stream.</summary>
    public bool IsHere
    {
        get => _header[3] != 0;
        set => _header[3] = value ? 1 : 0;
    }

    /// <summary>Calls that are in the ring.</summary>
    public int Count => _header[4];

    /// <summary>Puts a call's inputs into the ring; the oldest go.</summary>
    public void Add(ReadOnlySpan<float> x)
    {
        if (calls == 0)
            return;

        ref var next = ref _header[5];
        x.CopyTo(_ring[(next * inputs)..]);
        next = (next + 1) % calls;
        _header[4] = Math.Min(_header[4] + 1, calls);
    }

    /// <summary>The inputs of a call, the oldest that is in the ring being number 0.</summary>
    public ReadOnlySpan<float> At(int number) => _ring.Slice((_header[5] - Count + number + calls) % calls * inputs, inputs);
}
