using StreamHost.Numerics.Fourier;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Benchmarks.Work;

/// <summary>Real transforms of as many signals at once as a vector has lanes, sample by sample side by side, one way or the other.</summary>
public sealed unsafe class FourierTransforms : IWork
{
    private readonly int _count;
    private readonly bool _isForward;
    private readonly BatchedRealFft _fft;
    private readonly AlignedMemory _samples;
    private readonly AlignedMemory _values;
    private readonly AlignedMemory _room;

    public FourierTransforms(int length, int count, bool isForward)
    {
        (_count, _isForward, _fft) = (count, isForward, BatchedRealFft.Of(length));
        _samples = new AlignedMemory((length + 2) * Widths.Floats);
        _values = new AlignedMemory((length + 2) * Widths.Floats);
        _room = new AlignedMemory(_fft.RoomVectors * Widths.Floats);
        var random = new Random(1);
        foreach (ref var value in _samples.Span)
            value = (float)random.NextDouble();
    }

    public string Name => _isForward ? "forward" : "inverse";

    public string Unit => "transform";

    public int UnitsPerRun => _count;

    public void Run()
    {
        // Vectors that are narrower take more than one turn.
        for (var done = 0; done < _count; done += Widths.Floats)
        {
            var action = new Action(this);
            Widths.Run(ref action);
        }
    }

    public void Dispose()
    {
        _samples.Dispose();
        _values.Dispose();
        _room.Dispose();
    }

    private readonly struct Action(FourierTransforms owner) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            if (owner._isForward)
            {
                owner._fft.Forward<TLanes, TVector>(owner._samples.Start, owner._values.Start, owner._room.Start);
                return;
            }

            owner._samples.Span.CopyTo(owner._values.Span);
            owner._fft.Inverse<TLanes, TVector>(owner._values.Start, owner._room.Start);
        }
    }
}
