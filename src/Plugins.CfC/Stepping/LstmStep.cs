using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>The streaming form of <see cref="Networks.LstmCell"/>.</summary>
internal sealed class LstmStep(NetworkWeights weights)
{
    private readonly DenseLayer _input = new(weights, "lstm.input_map");
    private readonly DenseLayer _recurrent = new(weights, "lstm.recurrent_map", hasBias: false);

    /// <summary>Floats of scratch that a batch needs.</summary>
    public int ScratchLength(int count) => count * _input.Outputs;

    /// <summary>Advances states and memories, both [count, units], in place.</summary>
    public void Step(int count, ReadOnlySpan<float> inputs, Span<float> state, Span<float> memory, Arena arena)
    {
        var units = _recurrent.Inputs;
        var gates = arena.Take(count * _input.Outputs);
        _input.Apply(count, inputs, gates);
        _recurrent.Add(count, state, gates);
        for (var row = 0; row < count; row++)
        {
            var own = gates.Slice(row * 4 * units, 4 * units);
            Advance(own, state.Slice(row * units, units), memory.Slice(row * units, units));
        }
    }

    private static void Advance(Span<float> gates, Span<float> state, Span<float> memory)
    {
        var units = state.Length;
        var candidate = gates[..units];
        var rest = gates[units..];
        var keep = rest.Slice(units, units);
        Activations.Tanh(candidate, candidate);
        for (var i = 0; i < units; i++)
            keep[i] += 1;
        Activations.Sigmoid(rest, rest);
        for (var i = 0; i < units; i++)
            memory[i] = (memory[i] * keep[i]) + (candidate[i] * rest[i]);
        Activations.Tanh(memory, state);
        for (var i = 0; i < units; i++)
            state[i] *= rest[(2 * units) + i];
    }
}
