namespace StreamHost.Numerics.Convolutions;

/// <summary>
/// The sizes of a convolution in one, two or three dimensions whose output is as large as its input:
/// y[b, o, t] = bias[o] + sum over i, k of weight[o, i, k] x[b, i, t - before + k], what is outside x being 0. That is the
/// cross-correlation of the deep learning libraries. Kernels may be longer than the signal.
/// </summary>
public sealed class ConvolutionShape
{
    /// <summary>The most dimensions of a signal.</summary>
    public const int MostDimensions = 3;

    private readonly int[] _signal = [1, 1, 1];
    private readonly int[] _kernel = [1, 1, 1];
    private readonly int[] _before = [0, 0, 0];

    /// <param name="batch">Signals in a batch, at least 1.</param>
    /// <param name="inputs">Channels that enter, at least 1.</param>
    /// <param name="outputs">Channels that come out; equal to the inputs where <paramref name="isDepthwise"/>.</param>
    /// <param name="signal">The signal's sizes, one to three, each at least 1.</param>
    /// <param name="kernel">The kernel's sizes, as many, each at least 1.</param>
    /// <param name="before">For each dimension how many zeros stand before the signal, 0 to kernel - 1: <see cref="Causal"/> or <see cref="Same"/> give it.</param>
    /// <param name="isDepthwise">Whether each channel has a kernel of its own and none mixes with another.</param>
    /// <exception cref="ArgumentException">A size is out of its range.</exception>
    public ConvolutionShape(
        int batch, int inputs, int outputs, ReadOnlySpan<int> signal, ReadOnlySpan<int> kernel, ReadOnlySpan<int> before, bool isDepthwise)
    {
        if (signal.Length is 0 or > MostDimensions || kernel.Length != signal.Length || before.Length != signal.Length)
            throw new ArgumentException($"A signal has 1 to {MostDimensions} dimensions, and its kernel and padding as many.", nameof(signal));
        if (batch < 1 || inputs < 1 || outputs < 1 || (isDepthwise && inputs != outputs))
            throw new ArgumentException($"{batch} signals from {inputs} to {outputs} channels can't be convolved{(isDepthwise ? " depthwise" : "")}.", nameof(batch));

        var skipped = MostDimensions - signal.Length;
        for (var d = 0; d < signal.Length; d++)
        {
            if (signal[d] < 1 || kernel[d] < 1 || before[d] < 0 || before[d] >= kernel[d])
                throw new ArgumentException($"Dimension {d}: {before[d]} zeros before a signal of {signal[d]} do not fit a kernel of {kernel[d]}.", nameof(before));
            (_signal[skipped + d], _kernel[skipped + d], _before[skipped + d]) = (signal[d], kernel[d], before[d]);
        }

        (Batch, Inputs, Outputs, IsDepthwise, Dimensions) = (batch, inputs, outputs, isDepthwise, signal.Length);
        SignalLength = checked(_signal[0] * _signal[1] * _signal[2]);
        KernelLength = checked(_kernel[0] * _kernel[1] * _kernel[2]);
    }

    /// <summary>Signals in a batch.</summary>
    public int Batch { get; }

    /// <summary>Channels that enter.</summary>
    public int Inputs { get; }

    /// <summary>Channels that come out.</summary>
    public int Outputs { get; }

    /// <summary>Whether each channel has a kernel of its own.</summary>
    public bool IsDepthwise { get; }

    /// <summary>Dimensions of the signal.</summary>
    public int Dimensions { get; }

    /// <summary>Samples of one channel of a signal.</summary>
    public int SignalLength { get; }

    /// <summary>Samples of one kernel.</summary>
    public int KernelLength { get; }

    /// <summary>Kernels: one for each pair of channels, or for each channel.</summary>
    public int Kernels => IsDepthwise ? Outputs : Outputs * Inputs;

    /// <summary>For each dimension the zeros before the signal.</summary>
    public ReadOnlySpan<int> ZerosBefore => _before.AsSpan(MostDimensions - Dimensions);

    /// <summary>The signal's sizes, always three, those that it lacks being 1 and first.</summary>
    internal ReadOnlySpan<int> Signal => _signal;

    /// <summary>The kernel's sizes, always three.</summary>
    internal ReadOnlySpan<int> Kernel => _kernel;

    /// <summary>The zeros before the signal, always three.</summary>
    internal ReadOnlySpan<int> Before => _before;

    /// <summary>The padding that lets an output see only what came before it and itself: kernel - 1 zeros before the signal.</summary>
    public static int Causal(int kernel) => kernel - 1;

    /// <summary>The padding that centres the kernel: (kernel - 1) / 2 zeros before the signal; an even kernel has one more behind it.</summary>
    public static int Same(int kernel) => (kernel - 1) / 2;
}
