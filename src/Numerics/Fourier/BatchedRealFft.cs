using System.Collections.Concurrent;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Fourier;

/// <summary>
/// Real transforms of as many signals as a vector has lanes, each signal in a lane of its own, so that no lane ever has to do with another;
/// of an even length n whose half has no prime above 7, as complex ones of N = n / 2, as <see cref="HalvedFft"/> has it. So n
/// vectors of samples become N + 1 of real parts, each with one of imaginary parts behind it, and the other way round. Immutable and thread-safe.
/// </summary>
internal sealed unsafe class BatchedRealFft
{
    private static readonly ConcurrentDictionary<int, BatchedRealFft> Plans = new();

    private readonly int _half;
    private readonly Passes _passes;
    private readonly AlignedMemory _turns;

    private BatchedRealFft(int length)
    {
        (Length, _half) = (length, length / 2);
        _passes = Passes.Of(_half);
        _turns = new AlignedMemory(_half + 2);
        for (var k = 0; k <= _half / 2; k++)
        {
            var (sin, cos) = Math.SinCos(-2 * Math.PI * k / length);
            (_turns.Span[2 * k], _turns.Span[(2 * k) + 1]) = ((float)cos, (float)sin);
        }
    }

    /// <summary>The samples of a signal.</summary>
    public int Length { get; }

    /// <summary>The numbers of a spectrum: n / 2 + 1.</summary>
    public int Bins => _half + 1;

    /// <summary>Vectors of room that a call needs.</summary>
    public int RoomVectors => Length;

    /// <summary>The transforms of a length; made when they are first asked for, then shared.</summary>
    public static BatchedRealFft Of(int length) => Plans.GetOrAdd(length, static length => new BatchedRealFft(length));

    /// <summary>The smallest length that can be transformed, of at least so much.</summary>
    /// <param name="atLeast">At least 1.</param>
    public static int FastLength(int atLeast) => 2 * Factors.FastLength((atLeast + 1) / 2);

    /// <summary>From signals to spectra, X[k] = sum over t of x[t] e^(-2 pi i k t / n).</summary>
    /// <param name="samples">[n] vectors; may be the place where the values go.</param>
    /// <param name="values">[n + 2] vectors: N + 1 numbers, filled here.</param>
    /// <param name="room">[<see cref="RoomVectors"/>] vectors.</param>
    public void Forward<TLanes, TVector>(float* samples, float* values, float* room)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (from, x, y) = (Numbers<TLanes, TVector>(samples), Numbers<TLanes, TVector>(values), Numbers<TLanes, TVector>(room));
        var z = _passes.Count == 0 ? from : _passes.Count % 2 == 0 ? x : y;
        _passes.Run<TLanes, TVector>(from, y, x, z);

        // The first and the last come of the first alone.
        var (real, imaginary) = (TLanes.Load(z.Real), TLanes.Load(z.Imaginary));
        Store<TLanes, TVector>(x, TLanes.Add(real, imaginary), TLanes.Fill(0));
        Store<TLanes, TVector>(x.From(_half), TLanes.Subtract(real, imaginary), TLanes.Fill(0));
        for (var k = 1; k <= _half / 2; k++)
            Split<TLanes, TVector>(z.From(k), z.From(_half - k), _turns.Start + (2 * k), x.From(k), x.From(_half - k));
    }

    /// <summary>From spectra to signals, the reverse of <see cref="Forward"/>, the division by n included.</summary>
    /// <param name="values">[n + 2] vectors: N + 1 numbers, which become n samples.</param>
    /// <param name="room">[<see cref="RoomVectors"/>] vectors.</param>
    /// <param name="factor">What the samples are multiplied by.</param>
    public void Inverse<TLanes, TVector>(float* values, float* room, float factor = 1)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (x, y) = (Numbers<TLanes, TVector>(values), Numbers<TLanes, TVector>(room));
        var z = _passes.Count % 2 == 0 ? x : y;
        var scale = TLanes.Fill(0.5f * factor / _half);
        var (first, last) = (TLanes.Load(x.Real), TLanes.Load(x.From(_half).Real));
        Store<TLanes, TVector>(z, TLanes.Multiply(scale, TLanes.Add(first, last)), TLanes.Multiply(scale, TLanes.Subtract(first, last)));
        for (var k = 1; k <= _half / 2; k++)
            Join<TLanes, TVector>(x.From(k), x.From(_half - k), _turns.Start + (2 * k), scale, z.From(k), z.From(_half - k));

        // The inverse is the transform with real and imaginary parts exchanged.
        (x, y) = (x.Exchanged, y.Exchanged);
        _passes.Run<TLanes, TVector>(z.Exchanged, _passes.Count % 2 == 0 ? y : x, _passes.Count % 2 == 0 ? x : y, x);
    }

    private static SplitElements Numbers<TLanes, TVector>(float* start)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => new(start, start + TLanes.Count, 2 * TLanes.Count);

    /// <summary>X[k] and X[N - k] from Z[k] and Z[N - k].</summary>
    private static void Split<TLanes, TVector>(in SplitElements z, in SplitElements mirror, float* turn, in SplitElements x, in SplitElements xMirror)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var half = TLanes.Fill(0.5f);
        var (ar, ai, br, bi) = (TLanes.Load(z.Real), TLanes.Load(z.Imaginary), TLanes.Load(mirror.Real), TLanes.Load(mirror.Imaginary));
        var (evenR, evenI) = (TLanes.Multiply(half, TLanes.Add(ar, br)), TLanes.Multiply(half, TLanes.Subtract(ai, bi)));
        var (oddR, oddI) = (TLanes.Multiply(half, TLanes.Add(ai, bi)), TLanes.Multiply(half, TLanes.Subtract(br, ar)));
        var (cos, sin) = (TLanes.Fill(turn[0]), TLanes.Fill(turn[1]));
        var (turnedR, turnedI) = (
            TLanes.NegativeMultiplyAdd(oddI, sin, TLanes.Multiply(oddR, cos)), TLanes.MultiplyAdd(oddI, cos, TLanes.Multiply(oddR, sin)));
        Store<TLanes, TVector>(x, TLanes.Add(evenR, turnedR), TLanes.Add(evenI, turnedI));
        Store<TLanes, TVector>(xMirror, TLanes.Subtract(evenR, turnedR), TLanes.Subtract(turnedI, evenI));
    }

    /// <summary>Z[k] and Z[N - k] from X[k] and X[N - k].</summary>
    private static void Join<TLanes, TVector>(
        in SplitElements x, in SplitElements mirror, float* turn, TVector scale, in SplitElements z, in SplitElements zMirror)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (ar, ai, br, bi) = (TLanes.Load(x.Real), TLanes.Load(x.Imaginary), TLanes.Load(mirror.Real), TLanes.Load(mirror.Imaginary));
        var (evenR, evenI) = (TLanes.Multiply(scale, TLanes.Add(ar, br)), TLanes.Multiply(scale, TLanes.Subtract(ai, bi)));
        var (turnedR, turnedI) = (TLanes.Multiply(scale, TLanes.Subtract(ar, br)), TLanes.Multiply(scale, TLanes.Add(ai, bi)));
        var (cos, sin) = (TLanes.Fill(turn[0]), TLanes.Fill(turn[1]));
        var (oddR, oddI) = (
            TLanes.MultiplyAdd(turnedI, sin, TLanes.Multiply(turnedR, cos)), TLanes.NegativeMultiplyAdd(turnedR, sin, TLanes.Multiply(turnedI, cos)));
        Store<TLanes, TVector>(z, TLanes.Subtract(evenR, oddI), TLanes.Add(evenI, oddR));
        Store<TLanes, TVector>(zMirror, TLanes.Add(evenR, oddI), TLanes.Subtract(oddR, evenI));
    }

    private static void Store<TLanes, TVector>(in SplitElements to, TVector real, TVector imaginary)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TLanes.Store(real, to.Real);
        TLanes.Store(imaginary, to.Imaginary);
    }
}
