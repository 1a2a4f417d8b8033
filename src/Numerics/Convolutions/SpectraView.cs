using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>Where the spectra of some signals lie, a vector of real parts and one of imaginary parts behind it at a time.</summary>
/// <param name="start">The first vector of the first signal.</param>
/// <param name="row">Floats from a signal to the next.</param>
/// <param name="block">Floats from a vector of frequencies to the next.</param>
internal readonly unsafe struct SpectraView(float* start, nint row, nint block)
{
    /// <summary>Puts spectra in that a transform of many signals has made.</summary>
    /// <param name="count">How many, at most one for each lane.</param>
    /// <param name="blocks">Vectors of frequencies of each.</param>
    /// <param name="numbers">[blocks * lanes, 2] vectors with a lane for each signal.</param>
    /// <param name="tile">Room for a square of vectors.</param>
    public void Put<TLanes, TVector>(int count, int blocks, float* numbers, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var part = 0; part < 2 * blocks; part++)
        {
            AskForNext<TLanes, TVector>(part, count);
            var source = numbers + (((part / 2 * 2 * lanes) + (part % 2)) * (nint)lanes);
            var target = start + (part / 2 * block) + (part % 2 * lanes);
            if (count == lanes)
            {
                TLanes.Transpose(source, 2 * lanes, target, row);
                continue;
            }

            TLanes.Transpose(source, 2 * lanes, tile, lanes);
            for (var i = 0; i < count; i++)
                TLanes.Store(TLanes.Load(tile + (i * lanes)), target + (i * row));
        }
    }

    /// <summary>Takes spectra out, the reverse of <see cref="Put"/>; lanes that no signal is for are zeros.</summary>
    public void Get<TLanes, TVector>(int count, int blocks, float* numbers, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var part = 0; part < 2 * blocks; part++)
        {
            AskForNext<TLanes, TVector>(part, count);
            var source = start + (part / 2 * block) + (part % 2 * lanes);
            var target = numbers + (((part / 2 * 2 * lanes) + (part % 2)) * (nint)lanes);
            if (count == lanes)
            {
                TLanes.Transpose(source, row, target, 2 * lanes);
                continue;
            }

            for (var i = 0; i < lanes; i++)
                TLanes.Store(i < count ? TLanes.Load(source + (i * row)) : TLanes.Fill(0), tile + (i * lanes));
            TLanes.Transpose(tile, lanes, target, 2 * lanes);
        }
    }

    /// <summary>Asks for half of what the next vector of frequencies takes: it is far from this one.</summary>
    private void AskForNext<TLanes, TVector>(int part, int count)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var next = start + (((part / 2) + 1) * block);
        for (var i = part % 2; i < count; i += 2)
        {
            Prefetch.Line(next + (i * row));
            Prefetch.Line(next + (i * row) + TLanes.Count);
        }
    }

    /// <summary>Puts one spectrum in.</summary>
    /// <param name="signal">Whose it is.</param>
    /// <param name="real">[bins].</param>
    /// <param name="imaginary">[bins].</param>
    public void PutOne(int signal, ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary)
    {
        var lanes = Widths.Floats;
        var to = start + (signal * row);
        for (var bin = 0; bin < real.Length; bin += lanes, to += block)
        {
            var count = Math.Min(lanes, real.Length - bin);
            real.Slice(bin, count).CopyTo(new Span<float>(to, lanes));
            imaginary.Slice(bin, count).CopyTo(new Span<float>(to + lanes, lanes));
        }
    }

    /// <summary>Takes the first spectrum out, whole vectors of it.</summary>
    public void GetOne(Span<float> real, Span<float> imaginary)
    {
        var lanes = Widths.Floats;
        var from = start;
        for (var bin = 0; bin < real.Length; bin += lanes, from += block)
        {
            new ReadOnlySpan<float>(from, lanes).CopyTo(real[bin..]);
            new ReadOnlySpan<float>(from + lanes, lanes).CopyTo(imaginary[bin..]);
        }
    }
}
