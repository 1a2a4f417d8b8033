using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>The recurrent part of a network over whole sequences, step by step out of small operations.</summary>
internal static class PlainSequence
{
    /// <summary>The state before the first event: zeros.</summary>
    public static SequenceStates Start(NetworkLayout layout, int batch) => new(
        new Tensor(batch, layout.Units), layout.Architecture.MixedMemory ? new Tensor(batch, layout.Units) : null);

    /// <summary>Runs the LSTM, where there is one, and the cell over all events.</summary>
    /// <param name="layout">The network's sizes.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="inputs">[batch, time, inputs].</param>
    /// <param name="elapsed">[batch, time], in time units.</param>
    /// <param name="states">Before the first event.</param>
    /// <param name="dropout">The source of dropout's choices; null to evaluate.</param>
    /// <returns>The cell's outputs, [batch, time, outputs], and the states after the last event.</returns>
    public static (Tensor Outputs, SequenceStates States) Run(
        NetworkLayout layout, NetworkWeights weights, Tensor inputs, Tensor elapsed, SequenceStates states, RandomSource? dropout)
    {
        var cell = CellOf(layout, weights);
        var lstm = layout.Architecture.MixedMemory ? new LstmCell(weights) : null;
        var (state, memory) = states;
        var outputs = new Tensor[inputs.Shape[1]];
        for (var time = 0; time < outputs.Length; time++)
        {
            var input = inputs.Slice(1, time, 1).Reshape(inputs.Shape[0], inputs.Shape[2]);
            if (lstm is not null)
                (state, memory) = lstm.Step(input, state, memory!);
            (outputs[time], state) = cell.Step(input, state, elapsed.Slice(1, time, 1), dropout);
        }

        return (Tensor.Stack(1, outputs), new SequenceStates(state, memory));
    }

    /// <summary>The cell of an architecture, bound to its weights.</summary>
    public static IRecurrentCell CellOf(NetworkLayout layout, NetworkWeights weights)
    {
        var architecture = layout.Architecture;
        if (architecture.Cell == CellKind.Ltc)
            return new LtcCell(layout, weights);
        return layout.IsWiredCfC
            ? new WiredCfCCell(layout, weights)
            : new CfCCell(weights, "rnn_cell", architecture.Mode, architecture.Backbone, isMasked: false);
    }
}
