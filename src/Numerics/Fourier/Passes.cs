using StreamHost.Numerics.Memory;

namespace StreamHost.Numerics.Fourier;

/// <summary>The passes of a transform of some length and their twiddles, in the order in which they are read.</summary>
internal sealed unsafe class Passes
{
    private readonly (int Radix, int M, int S, int Twiddles)[] _passes;
    private readonly AlignedMemory _twiddles;

    public Passes(int length, int[] radices)
    {
        _passes = new (int, int, int, int)[radices.Length];
        var values = new List<float>();
        var (m, s) = (length, 1);
        for (var i = 0; i < radices.Length; i++)
        {
            m /= radices[i];
            _passes[i] = (radices[i], m, s, values.Count);
            for (var p = 0; p < m; p++)
            {
                for (var j = 1; j < radices[i]; j++)
                {
                    var (sin, cos) = Math.SinCos(-2 * Math.PI * p * j / ((double)radices[i] * m));
                    values.AddRange([(float)cos, (float)sin]);
                }
            }

            s *= radices[i];
        }

        _twiddles = new AlignedMemory(values.Count);
        values.ToArray().CopyTo(_twiddles.Span);
    }

    /// <summary>How many passes.</summary>
    public int Count => _passes.Length;

    /// <summary>Runs all of them, from one place to another and back; the last one writes to <paramref name="end"/>.</summary>
    /// <param name="x">The elements; overwritten.</param>
    /// <param name="y">Room for as many.</param>
    /// <param name="end">Where the results go: x, y or another place, but not where the last pass reads.</param>
    public void Run<TLanes, TVector>(SplitElements x, SplitElements y, SplitElements end)
        where TLanes : struct, Vectors.ILanes<TVector>
        where TVector : struct
    {
        for (var i = 0; i < _passes.Length; i++)
        {
            var (radix, m, s, twiddles) = _passes[i];
            Butterflies<TLanes, TVector>.Pass(radix, m, s, _twiddles.Start + twiddles, x, i == _passes.Length - 1 ? end : y);
            (x, y) = (y, x);
        }
    }
}
