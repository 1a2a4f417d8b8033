using System.Runtime.InteropServices;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Sampling;

namespace StreamHost.Plugins.CKConv.Streaming;

/// <summary>
/// A network on a device, the next steps of many streams in one pass: the operations that training has. What its convolutions heard stays on the
/// device; inputs go there and scores come back. A stream's own memory has its last inputs, from which the device's is made again where it
/// is not the stream's any more, and from which the managed form goes on where the device fails, with the call that failed.
/// </summary>
internal sealed class DeviceNetwork : IStreamingNetwork
{
    private static int _owners;

    private readonly ITensorDevice _device;
    private readonly ResidualNetwork _network;
    private readonly StreamingNetwork _spare;
    private readonly DevicePass _pass;
    private readonly DeviceSlots _slots = new();
    private readonly TensorMemory _tensors = TensorMemory.Create();
    private readonly KeptTensors _weights;
    private readonly DeviceTurns _turns;
    private readonly int _owner = Interlocked.Increment(ref _owners);
    private readonly int _inputs;
    private readonly int _steps;
    private readonly int _calls;
    private readonly int _labels;

    /// <param name="network">The network.</param>
    /// <param name="inputs">Channels that enter.</param>
    /// <param name="rate">The rate of its steps.</param>
    /// <param name="steps">Steps of a call.</param>
    /// <param name="weights">Its weights, and what else it reads.</param>
    /// <param name="spare">Its managed form; disposed of with this one.</param>
    public DeviceNetwork(ResidualNetwork network, int inputs, DeviceRate rate, int steps, IEnumerable<Tensor> weights, StreamingNetwork spare)
    {
        _weights = new KeptTensors(weights);
        (_device, _network, _inputs, _steps, _spare) = (TensorDevice.Current, network, inputs, steps, spare);
        (_turns, _pass) = (new DeviceTurns(_device), new DevicePass(rate, steps));

        // The first pass samples the kernels and makes the tables.
        using var scope = _tensors.Open();
        _pass.Begin([0], _slots.Count);
        _labels = Scores(new Tensor(1, inputs, steps)).Shape[1];
        _calls = (_pass.StepsBefore + steps - 1) / steps;
    }

    /// <inheritdoc/>
    public int InputStride => _spare.InputStride;

    /// <inheritdoc/>
    public int StateLength => SpareStart + _spare.StateLength;

    /// <inheritdoc/>
    public string? Degraded => _turns.Failure;

    /// <inheritdoc/>
    public ulong StateMark => (ulong)_owner;

    /// <summary>A call costs a device nearly the same whatever is in it.</summary>
    public int MostTogether => 1024;

    private int CallLength => _steps * _inputs;

    private int SpareStart => DeviceMemory.HeaderLength + AlignedMemory.WholeLines(_calls * CallLength);

    /// <inheritdoc/>
    public int ScratchLength(int streams) => (_steps * InputStride) + _labels + _spare.ScratchLength(Math.Min(streams, _spare.MostTogether));

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> x, Span<float> scores, StreamMemory memory, Span<float> scratch)
    {
        if (!TryProcessThere(x, scores, memory))
            ProcessHere(x, scores, memory, scratch);
        memory.Leave(StateLength);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GiveBack();
        _spare.Dispose();
    }

    /// <summary>Gives back what lies on the device. Where it is gone, so is that.</summary>
    private void GiveBack()
    {
        try
        {
            _pass.Dispose();
        }
        catch (ExternalException)
        {
            // Whoever asks the device for something next is told.
        }

        _weights.Dispose();
    }

    private bool TryProcessThere(ReadOnlySpan<float> x, Span<float> scores, StreamMemory memory)
    {
        if (!_turns.TryEnter())
            return false;

        try
        {
            ProcessThere(x, scores, memory);
            return true;
        }
        catch (Exception exception)
        {
            _turns.Fail(exception);
            GiveBack();
            return false;
        }
        finally
        {
            _turns.Leave();
        }
    }

    private void ProcessThere(ReadOnlySpan<float> x, Span<float> scores, StreamMemory memory)
    {
        using var use = TensorDevice.Use(_device);
        using var scope = _tensors.Open();
        var slots = SlotsOf(memory);
        _pass.Begin(slots, _slots.Count);
        var inputs = Inputs(memory.Count);
        for (var stream = 0; stream < memory.Count; stream++)
            Transpose(x[(stream * _steps * InputStride)..], InputStride, Part(inputs, stream));
        Scores(inputs).Values.CopyTo(scores);
        _pass.Keep();
        _weights.Keep();

        // From here on nothing fails: the streams are a call further.
        Span<float> call = stackalloc float[CallLength];
        for (var stream = 0; stream < memory.Count; stream++)
        {
            var own = Own(memory, stream);
            for (var step = 0; step < _steps; step++)
                x.Slice(((stream * _steps) + step) * InputStride, _inputs).CopyTo(call[(step * _inputs)..]);
            own.Add(call);
            (own.Owner, own.Slot, own.Written) = (_owner, slots[stream], _slots.Write(slots[stream]));
        }
    }

    /// <summary>[streams]: their rows in the tables, made again for those that have none.</summary>
    private int[] SlotsOf(StreamMemory memory)
    {
        _slots.Begin();
        var slots = new int[memory.Count];
        List<int>? missing = null;
        for (var stream = 0; stream < slots.Length; stream++)
        {
            var own = Own(memory, stream);
            if (own.Owner == _owner && _slots.TryUse(own.Slot, own.Written))
                slots[stream] = own.Slot;
            else
                (missing ??= []).Add(stream);
        }

        if (missing is null)
            return slots;
        foreach (var stream in missing)
        {
            slots[stream] = _slots.Take();
            _slots.Write(slots[stream]);
        }

        _pass.Begin([], _slots.Count);
        _pass.Clear([.. missing.Select(stream => slots[stream])]);
        HearAgain(missing, slots, memory);
        return slots;
    }

    /// <summary>Lets streams hear once more what their own memory has of them.</summary>
    private void HearAgain(List<int> streams, int[] slots, StreamMemory memory)
    {
        for (var call = 0; ; call++)
        {
            var some = new List<int>();
            foreach (var stream in streams)
            {
                if (call < Own(memory, stream).Count)
                    some.Add(stream);
            }

            if (some.Count == 0)
                return;
            var inputs = Inputs(some.Count);
            for (var i = 0; i < some.Count; i++)
                Transpose(Own(memory, some[i]).At(call), _inputs, Part(inputs, i));
            _pass.Begin([.. some.Select(stream => slots[stream])], _slots.Count);
            _network.Features(inputs, _pass);
            _pass.Keep();
        }
    }

    private void ProcessHere(ReadOnlySpan<float> x, Span<float> scores, StreamMemory memory, Span<float> scratch)
    {
        for (var stream = 0; stream < memory.Count; stream++)
        {
            var own = Own(memory, stream);
            if (!own.IsHere)
                GoOnHere(own, memory, stream, scratch);
            own.IsHere = true;
        }

        Span<int> starts = stackalloc int[memory.Count];
        for (var stream = 0; stream < starts.Length; stream++)
            starts[stream] = memory.Starts[stream] + SpareStart;
        for (var first = 0; first < starts.Length; first += _spare.MostTogether)
        {
            var count = Math.Min(_spare.MostTogether, starts.Length - first);
            var step = _steps * InputStride;
            _spare.Process(
                x.Slice(first * step, count * step), scores.Slice(first * _labels, count * _labels), new StreamMemory(memory.Floats, starts.Slice(first, count)), scratch);
        }
    }

    /// <summary>Makes the managed form's memory of a stream from what it heard last.</summary>
    private void GoOnHere(DeviceMemory own, StreamMemory memory, int stream, Span<float> scratch)
    {
        memory.Of(stream, StateLength)[SpareStart..].Clear();
        Span<float> x = scratch[..(_steps * InputStride)], scores = scratch.Slice(x.Length, _labels), rest = scratch[(x.Length + scores.Length)..];
        Span<int> start = stackalloc int[1];
        for (var call = 0; call < own.Count; call++)
        {
            x.Clear();
            for (var step = 0; step < _steps; step++)
                own.At(call).Slice(step * _inputs, _inputs).CopyTo(x[(step * InputStride)..]);
            start[0] = memory.Starts[stream] + SpareStart;
            _spare.Process(x, scores, new StreamMemory(memory.Floats, start), rest);
        }
    }

    /// <summary>[streams, labels, 1]: the scores of the last step.</summary>
    private Tensor Scores(Tensor x) => _network.Parts.Readout.ApplyToChannels(_network.Features(x, _pass).Slice(2, _steps - 1, 1));

    /// <summary>[streams, inputs, steps], to be filled.</summary>
    private Tensor Inputs(int streams) => Tensor.Operation([streams, _inputs, _steps], [], _ => { });

    private Span<float> Part(Tensor inputs, int stream) => inputs.Values.Slice(stream * CallLength, CallLength);

    /// <summary>[steps, stride] to [inputs, steps].</summary>
    private void Transpose(ReadOnlySpan<float> x, int stride, Span<float> to)
    {
        for (var step = 0; step < _steps; step++)
        {
            for (var channel = 0; channel < _inputs; channel++)
                to[(channel * _steps) + step] = x[(step * stride) + channel];
        }
    }

    private DeviceMemory Own(StreamMemory memory, int stream) => new(memory.Of(stream, StateLength), _calls, CallLength);
}
