using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>A CfC cell over whole sequences, for the machine's width of vectors. Used by one thread at a time.</summary>
internal interface ICellSequence : IDisposable
{
    /// <summary>Runs the cell over a padded batch.</summary>
    /// <param name="inputs">[batch, time, inputs].</param>
    /// <param name="elapsed">[batch, time], in time units; gets no gradient.</param>
    /// <param name="start">[batch, units], or null for zeros.</param>
    /// <param name="lengths">[batch]: the events of each sequence, 1 to time.</param>
    /// <returns>[batch, time, units]; zeros behind a sequence's end.</returns>
    Tensor Run(Tensor inputs, Tensor elapsed, Tensor? start, ReadOnlySpan<int> lengths);
}
