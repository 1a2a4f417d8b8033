using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CKConv.FilterBanks;
using StreamHost.Plugins.CKConv.Networks;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// A network behind a filter bank: the bank's kernels are sampled for the stream's rate, and all behind it runs on the grid of time that
/// it was trained on, at the same cost at any rate. A state is what the bank reads, the frames so far, and the network's.
/// </summary>
internal sealed class BankModel : IAudioModel
{
    private const int CounterLength = 16;

    private readonly FilterBank _bank;
    private readonly StreamingNorm _norm;
    private readonly StreamingNetwork _network;
    private readonly int _heard;

    /// <param name="package">The package.</param>
    /// <param name="network">Its network.</param>
    /// <param name="sampleRate">Of the stream, in Hz.</param>
    public BankModel(ModelPackage package, ContinuousNetwork network, int sampleRate)
    {
        var options = network.Shape.FilterBank!;
        (Identity, SampleRate) = (package.Identity, sampleRate);
        _bank = new FilterBank(options, sampleRate);
        _norm = new StreamingNorm(network.BankNorm!);
        _network = new StreamingNetwork(network.Network, options.Bands, layer => [.. layer.Kernel(layer.TrainedGrid()).Values], steps: 1);

        // In a hop as long as from one result to the next, or a part of a sample longer, there is always one.
        Hop = (sampleRate + options.Rate - 1) / options.Rate;
        _heard = Rows.Aligned(_bank.Taps + Hop);
        StateLength = CounterLength + _heard + _network.StateLength;
        StateLayout = StateMeaning.Hash(package, sampleRate);
    }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Hop { get; }

    /// <inheritdoc/>
    public int StateLength { get; }

    /// <inheritdoc/>
    public ulong StateLayout { get; }

    /// <inheritdoc/>
    public int ScratchLength(int batch) => _network.InputStride + Math.Max(_bank.ScratchLength, _network.ScratchLength);

    /// <inheritdoc/>
    public void InitializeState(Span<float> state) => state.Clear();

    /// <inheritdoc/>
    public void Process(in AudioBatch batch)
    {
        var labels = Identity.Labels.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            Process(
                batch.Samples.Slice(i * Hop, Hop),
                batch.States.Slice(batch.Rows[i] * StateLength, StateLength),
                batch.Scores.Slice(i * labels, labels),
                batch.Scratch);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bank.Dispose();
        _network.Dispose();
    }

    private void Process(ReadOnlySpan<float> samples, Span<float> state, Span<float> scores, Span<float> scratch)
    {
        // Samples are counted round a second, in which all is as in the one before.
        var before = BitConverter.SingleToInt32Bits(state[0]);
        var after = before + Hop;
        state[0] = BitConverter.Int32BitsToSingle(after % SampleRate);
        var heard = state.Slice(CounterLength, _bank.Taps + Hop);
        heard[Hop..].CopyTo(heard);
        samples.CopyTo(heard[_bank.Taps..]);
        Span<float> bands = scratch[.._network.InputStride], rest = scratch[_network.InputStride..];
        for (var result = _bank.ResultsOf(before); result < _bank.ResultsOf(after); result++)
        {
            bands[_bank.Bands..].Clear();
            _bank.Apply(result, heard.Slice((int)(_bank.SamplesUntil(result) - before), _bank.Taps), bands[.._bank.Bands], rest);
            _norm.Apply(bands);
            _network.Process(bands, scores, state[(CounterLength + _heard)..], rest);
        }
    }
}
