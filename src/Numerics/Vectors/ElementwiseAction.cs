using System.Runtime.CompilerServices;

namespace StreamHost.Numerics.Vectors;

/// <summary>A function over a span. What is left at its end goes through a padded vector, so that every element is computed alike.</summary>
internal readonly unsafe ref struct ElementwiseAction<TFunction>(ReadOnlySpan<float> source, Span<float> destination) : IWidthAction
    where TFunction : struct, IFunction
{
    private readonly ReadOnlySpan<float> _source = source;
    private readonly Span<float> _destination = destination;

    public void Run<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        fixed (float* from = _source)
        fixed (float* to = _destination)
        {
            var whole = _source.Length - (_source.Length % TLanes.Count);
            for (var i = 0; i < whole; i += TLanes.Count)
            {
                TLanes.Store(TFunction.Apply<TLanes, TVector>(TLanes.Load(from + i)), to + i);
            }

            if (whole < _source.Length)
            {
                RunRest<TLanes, TVector>(_source[whole..], _destination[whole..]);
            }
        }
    }

    [SkipLocalsInit]
    private static void RunRest<TLanes, TVector>(ReadOnlySpan<float> source, Span<float> destination)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var padded = stackalloc float[TLanes.Count];
        var rest = new Span<float>(padded, TLanes.Count);
        rest.Clear();
        source.CopyTo(rest);
        TLanes.Store(TFunction.Apply<TLanes, TVector>(TLanes.Load(padded)), padded);
        rest[..source.Length].CopyTo(destination);
    }
}
