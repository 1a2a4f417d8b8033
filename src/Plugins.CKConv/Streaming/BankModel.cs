using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Memory;
using StreamHost.Plugins.CKConv.FilterBanks;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// A network behind a filter bank: the bank's kernels are sampled for the stream's rate, and all behind it runs on the grid of time that
/// it was trained on, at the same cost at any rate. A state is what the bank reads, the frames so far, and the network's.
/// </summary>
internal sealed class BankModel : HearingModel
{
    private const int CounterLength = 16;

    private readonly FilterBank _bank;
    private readonly StreamingNorm _norm;
    private readonly int _heard;

    /// <param name="package">The package.</param>
    /// <param name="network">Its network.</param>
    /// <param name="sampleRate">Of the stream, in Hz.</param>
    public BankModel(ModelPackage package, ContinuousNetwork network, int sampleRate)
        : base(package, sampleRate, HopOf(network.Shape.FilterBank!, sampleRate), StreamingForm.Network(network, network.Shape.FilterBank!.Bands, new DeviceRate(1), steps: 1))
    {
        var options = network.Shape.FilterBank!;
        _bank = new FilterBank(options, sampleRate);
        _norm = new StreamingNorm(network.BankNorm!);
        _heard = AlignedMemory.WholeLines(_bank.Taps + Hop);
    }

    /// <inheritdoc/>
    public override int StateLength => CounterLength + _heard + Network.StateLength;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _bank.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override int ScratchFor(int streams) =>
        (streams * (Network.InputStride + Identity.Labels.Count)) + Math.Max(_bank.ScratchLength, Network.ScratchLength(streams));

    /// <inheritdoc/>
    protected override void Process(in AudioBatch batch, int first, int count)
    {
        Span<int> before = stackalloc int[count];
        for (var i = 0; i < count; i++)
            before[i] = Hear(batch.Samples.Slice((first + i) * Hop, Hop), batch.States.Slice(batch.Rows[first + i] * StateLength, StateLength));

        // Most streams have one result in a hop, all at once; where a hop is not whole results long, some have a second one.
        Span<int> due = stackalloc int[count], starts = stackalloc int[count];
        var labels = Identity.Labels.Count;
        var bands = Network.InputStride;
        var scores = batch.Scratch.Slice(count * bands, count * labels);
        var rest = batch.Scratch[(count * (bands + labels))..];
        for (var round = 0; ; round++)
        {
            var streams = 0;
            for (var i = 0; i < count; i++)
            {
                var result = _bank.ResultsOf(before[i]) + round;
                if (result >= _bank.ResultsOf(before[i] + Hop))
                    continue;

                var start = batch.Rows[first + i] * StateLength;
                var heard = batch.States.Slice(start + CounterLength + (int)(_bank.SamplesUntil(result) - before[i]), _bank.Taps);
                var row = batch.Scratch.Slice(streams * bands, bands);
                row[_bank.Bands..].Clear();
                _bank.Apply(result, heard, row[.._bank.Bands], rest);
                (due[streams], starts[streams++]) = (i, start + CounterLength + _heard);
            }

            if (streams == 0)
                return;

            var x = batch.Scratch[..(streams * bands)];
            _norm.Apply(x);
            Network.Process(x, scores[..(streams * labels)], new StreamMemory(batch.States, starts[..streams]), rest);
            for (var i = 0; i < streams; i++)
                scores.Slice(i * labels, labels).CopyTo(batch.Scores[((first + due[i]) * labels)..]);
        }
    }

    /// <summary>Puts a hop behind what was heard before; the samples until then, counted round a second, in which all is as in the one before.</summary>
    private int Hear(ReadOnlySpan<float> samples, Span<float> state)
    {
        var before = BitConverter.SingleToInt32Bits(state[0]);
        state[0] = BitConverter.Int32BitsToSingle((before + Hop) % SampleRate);
        var heard = state.Slice(CounterLength, _bank.Taps + Hop);
        heard[Hop..].CopyTo(heard);
        samples.CopyTo(heard[_bank.Taps..]);
        return before;
    }

    /// <summary>In a hop as long as from one result to the next, or a part of a sample longer, there is always one.</summary>
    private static int HopOf(FilterBankOptions options, int sampleRate) => (sampleRate + options.Rate - 1) / options.Rate;
}
