namespace StreamHost.Numerics.Convolutions;

/// <summary>The products that a convolution is in spectra, forward and backward, and the order of the spectra that suits them.</summary>
internal abstract class SpectralProducts
{
    /// <summary>The spectra of signals, yet to be filled.</summary>
    /// <param name="count">How many.</param>
    /// <param name="channels">Channels of each.</param>
    public abstract Spectra Signals(int count, int channels);

    /// <summary>The spectra of the kernels, yet to be filled.</summary>
    public abstract Spectra Kernels();

    /// <summary>y[b, o] = sum over i of weight[o, i] x[b, i].</summary>
    public abstract void Forward(Spectra x, Spectra weight, Spectra y);

    /// <summary>dx[b, i] = sum over o of conj(weight[o, i]) dy[b, o].</summary>
    public abstract void BackwardInput(Spectra dy, Spectra weight, Spectra dx);

    /// <summary>dw[o, i] = sum over b of dy[b, o] conj(x[b, i]), or what is added to it.</summary>
    public abstract void BackwardWeight(Spectra dy, Spectra x, Spectra dw, bool isAdded);
}
