using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// The spectra of many signals, in an order that suits the products between them. A transform has a lane for each of some
/// signals; what the lanes of a product are is the order's choice.
/// </summary>
internal abstract unsafe class Spectra : IDisposable
{
    private AlignedMemory? _memory;

    /// <param name="length">Floats of all of them.</param>
    protected Spectra(int length) => _memory = MemoryPool.Rent(length);

    /// <summary>The groups that the signals are transformed in.</summary>
    public abstract int Groups { get; }

    /// <summary>Vectors of the grid of a group: two for every frequency, and what rounds them up.</summary>
    public abstract int GridVectors { get; }

    /// <summary>The first float; valid until <see cref="Dispose"/>.</summary>
    protected float* Start => _memory!.Start;

    /// <summary>The signals of a group.</summary>
    public abstract SignalGroup Group(int number);

    /// <summary>Where a group is to be transformed: where its spectra lie, if that is the order in which a transform has them, or else a room.</summary>
    /// <param name="group">Its number.</param>
    /// <param name="room">[<see cref="GridVectors"/>] vectors.</param>
    public abstract float* Grid(int group, float* room);

    /// <summary>Puts the spectra of a group in, where the grid is not their place.</summary>
    /// <param name="group">Its number.</param>
    /// <param name="grid">What <see cref="Grid"/> gave: [frequency, 2] vectors with a lane for each signal.</param>
    /// <param name="tile">Room for a square of vectors.</param>
    public virtual void Put<TLanes, TVector>(int group, float* grid, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
    }

    /// <summary>Takes the spectra of a group out, the reverse of <see cref="Put"/>.</summary>
    public virtual void Get<TLanes, TVector>(int group, float* grid, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
    }

    /// <summary>Gives the memory back to be used again.</summary>
    public void Dispose()
    {
        if (_memory is { } memory)
            MemoryPool.Return(memory);
        _memory = null;
    }
}
