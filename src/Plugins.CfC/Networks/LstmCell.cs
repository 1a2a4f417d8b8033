using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Networks;

/// <summary>
/// The memory that Lechner and Hasani (2020), "Learning long-term dependencies in irregularly-sampled time series", put
/// before a continuous-time cell: an LSTM whose forget gate starts open, sigmoid(f + 1), and whose output is the cell's
/// state.
/// </summary>
internal sealed class LstmCell(NetworkWeights weights)
{
    private readonly Tensor _input = weights["lstm.input_map.weight"];
    private readonly Tensor _bias = weights["lstm.input_map.bias"];
    private readonly Tensor _recurrent = weights["lstm.recurrent_map.weight"];

    /// <summary>What its steps read.</summary>
    public IEnumerable<Tensor> Weights => [_input, _bias, _recurrent];

    /// <summary>Advances a batch by one event.</summary>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="state">[batch, units].</param>
    /// <param name="memory">[batch, units].</param>
    /// <returns>Both anew.</returns>
    public (Tensor State, Tensor Memory) Step(Tensor input, Tensor state, Tensor memory)
    {
        var gates = Tensor.Linear(input, _input, _bias) + Tensor.Linear(state, _recurrent);
        var units = state.Shape[1];
        var candidate = gates.Slice(1, 0, units).Tanh();
        var enter = gates.Slice(1, units, units).Sigmoid();
        var keep = (gates.Slice(1, 2 * units, units) + 1f).Sigmoid();
        var leave = gates.Slice(1, 3 * units, units).Sigmoid();
        var next = (memory * keep) + (candidate * enter);
        return (next.Tanh() * leave, next);
    }
}
