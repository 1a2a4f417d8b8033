using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Convolutions;

/// <summary>Samples of a signal that follow each other, and where they lie on the grid: forwards or, as a kernel's lags do, backwards.</summary>
/// <param name="First">The first of them, in the signal.</param>
/// <param name="Length">How many.</param>
/// <param name="Place">Where the first lies on the grid, in vectors: one for each sample, with a lane for each signal.</param>
/// <param name="Direction">1, or -1 where the next ones lie before it.</param>
internal readonly unsafe record struct GridRun(int First, int Length, int Place, int Direction)
{
    /// <summary>The first vector of the grid that it covers; so many follow as it is long.</summary>
    public int FirstPlace => Direction > 0 ? Place : Place - Length + 1;

    /// <summary>Brings the samples of some signals to the grid.</summary>
    /// <param name="signals">The first signal.</param>
    /// <param name="signalLength">From a signal to the next.</param>
    /// <param name="count">How many, at most one for each lane; the others' lanes are not written, or with zeros.</param>
    /// <param name="grid">[vectors].</param>
    /// <param name="tile">Room for a square of vectors.</param>
    public void Bring<TLanes, TVector>(float* signals, int signalLength, int count, float* grid, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var t = 0; t < Length && Length < lanes; t++)
        {
            for (var row = 0; row < count; row++)
                grid[(At(t) * lanes) + row] = signals[(row * (nint)signalLength) + First + t];
        }

        for (var t = 0; t < Length && Length >= lanes; t += lanes)
        {
            // What is left is brought with some that were there before.
            var start = Math.Min(t, Length - lanes);
            var samples = signals + First + start;
            if (count == lanes)
            {
                TLanes.Transpose(samples, signalLength, grid + (At(start) * lanes), Direction * lanes);
                continue;
            }

            for (var row = 0; row < lanes; row++)
                TLanes.Store(row < count ? TLanes.Load(samples + (row * (nint)signalLength)) : TLanes.Fill(0), tile + (row * lanes));
            TLanes.Transpose(tile, lanes, grid + (At(start) * lanes), Direction * lanes);
        }
    }

    /// <summary>Adds what lies on the grid to the signals.</summary>
    /// <param name="signals">The first signal.</param>
    /// <param name="signalLength">From a signal to the next.</param>
    /// <param name="count">How many.</param>
    /// <param name="grid">[vectors].</param>
    /// <param name="tile">Room for two squares of vectors.</param>
    public void AddTo<TLanes, TVector>(float* signals, int signalLength, int count, float* grid, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var t = 0; t < Length && Length < lanes; t++)
        {
            for (var row = 0; row < count; row++)
                signals[(row * (nint)signalLength) + First + t] += grid[(At(t) * lanes) + row];
        }

        for (var t = 0; t < Length && Length >= lanes; t += lanes)
        {
            var start = Math.Min(t, Length - lanes);
            var source = grid + (At(start) * lanes);
            var step = Direction * lanes;
            if (start < t)
            {
                // Those that were added before are added as zeros.
                var rest = tile + (lanes * lanes);
                for (var i = 0; i < lanes; i++)
                    TLanes.Store(start + i < t ? TLanes.Fill(0) : TLanes.Load(source + (i * (nint)step)), rest + (i * lanes));
                source = rest;
                step = lanes;
            }

            TLanes.Transpose(source, step, tile, lanes);
            for (var row = 0; row < count; row++)
            {
                var samples = signals + (row * (nint)signalLength) + First + start;
                TLanes.Store(TLanes.Add(TLanes.Load(samples), TLanes.Load(tile + (row * lanes))), samples);
            }
        }
    }

    /// <summary>Writes what lies on the grid, and an offset of each signal's, to the signals.</summary>
    /// <param name="signals">The first signal.</param>
    /// <param name="signalLength">From a signal to the next.</param>
    /// <param name="count">How many.</param>
    /// <param name="offsets">One for each of them, or none.</param>
    /// <param name="grid">[vectors].</param>
    /// <param name="tile">Room for a square of vectors.</param>
    public void Take<TLanes, TVector>(float* signals, int signalLength, int count, ReadOnlySpan<float> offsets, float* grid, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var lanes = TLanes.Count;
        for (var t = 0; t < Length && Length < lanes; t++)
        {
            for (var row = 0; row < count; row++)
                signals[(row * (nint)signalLength) + First + t] = grid[(At(t) * lanes) + row] + (offsets.IsEmpty ? 0 : offsets[row]);
        }

        for (var t = 0; t < Length && Length >= lanes; t += lanes)
        {
            var start = Math.Min(t, Length - lanes);
            TLanes.Transpose(grid + (At(start) * lanes), Direction * lanes, tile, lanes);
            for (var row = 0; row < count; row++)
                TLanes.Store(TLanes.Add(TLanes.Load(tile + (row * lanes)), TLanes.Fill(offsets.IsEmpty ? 0 : offsets[row])), signals + (row * (nint)signalLength) + First + start);
        }
    }

    private nint At(int sample) => Place + (Direction * (nint)sample);
}
