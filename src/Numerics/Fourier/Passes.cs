using System.Collections.Concurrent;
using StreamHost.Numerics.Memory;

namespace StreamHost.Numerics.Fourier;

/// <summary>The passes of a transform of some length and their twiddles, in the order in which they are read.</summary>
internal sealed unsafe class Passes
{
    private static readonly ConcurrentDictionary<int, Passes> Plans = new();

    private readonly Pass[] _passes;
    private readonly AlignedMemory _twiddles;

    private Passes(int length)
    {
        var radices = Factors.Of(length) ?? throw new ArgumentException($"{length} has a prime above 7.", nameof(length));
        _passes = new Pass[radices.Length];
        _twiddles = new AlignedMemory(2 * (length - 1));
        var (m, s) = (length, 1);
        var at = _twiddles.Start;
        for (var i = 0; i < radices.Length; i++)
        {
            m /= radices[i];
            _passes[i] = new Pass(radices[i], m, s, at);
            for (var p = 0; p < m; p++)
            {
                for (var j = 1; j < radices[i]; j++)
                {
                    var (sin, cos) = Math.SinCos(-2 * Math.PI * p * j / ((double)radices[i] * m));
                    *at++ = (float)cos;
                    *at++ = (float)sin;
                }
            }

            s *= radices[i];
        }
    }

    /// <summary>The passes of a length without a prime above 7; made when they are first asked for, then shared.</summary>
    public static Passes Of(int length) => Plans.GetOrAdd(length, static length => new Passes(length));

    /// <summary>How often all elements are gone through: once for two passes.</summary>
    public int Count => (_passes.Length + 1) / 2;

    /// <summary>Runs all of them: the first two read the elements, those between go to and fro between two rooms, the last write the result.</summary>
    /// <param name="from">The elements.</param>
    /// <param name="room">Room for as many.</param>
    /// <param name="otherRoom">Room for as many; may be that of the elements, which are then overwritten.</param>
    /// <param name="end">Where the results go; a room, but for the one that the last pass reads, the elements' own place, or another.</param>
    public void Run<TLanes, TVector>(SplitElements from, in SplitElements room, in SplitElements otherRoom, in SplitElements end)
        where TLanes : struct, Vectors.ILanes<TVector>
        where TVector : struct
    {
        for (var i = 0; i < Count; i++)
        {
            var to = i == Count - 1 ? end : i % 2 == 0 ? room : otherRoom;
            if ((2 * i) + 1 < _passes.Length)
                Butterflies<TLanes, TVector>.Run(_passes[2 * i], _passes[(2 * i) + 1], from, to);
            else
                Butterflies<TLanes, TVector>.Run(_passes[2 * i], from, to);
            from = to;
        }
    }
}
