using StreamHost.Numerics.Vectors;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Stepping;

/// <summary>All synapses of an LTC from its inputs, or from its neurons, to its neurons; matrices are [source, target].</summary>
internal sealed class LtcSynapses
{
    private readonly int _targets;
    private readonly float[] _sigma;
    private readonly float[] _mu;
    private readonly float[] _strength;
    private readonly float[] _reversal;

    public LtcSynapses(NetworkWeights weights, string kind, int sources, int targets, bool isImplicit)
    {
        Sources = sources;
        _targets = targets;
        _sigma = weights[$"rnn_cell.{kind}sigma"].Values.ToArray();
        _mu = weights[$"rnn_cell.{kind}mu"].Values.ToArray();
        _reversal = weights[$"rnn_cell.{kind}erev"].Values.ToArray();
        var mask = weights[$"rnn_cell.{kind}sparsity_mask"].Values.ToArray();
        _strength = [.. Positive(weights, $"{kind}w", isImplicit).Zip(mask, (strength, kept) => strength * kept)];
    }

    /// <summary>Where synapses start: inputs or neurons.</summary>
    public int Sources { get; }

    /// <summary>A parameter as the solver uses it: through softplus where the constraints are implicit.</summary>
    public static float[] Positive(NetworkWeights weights, string name, bool isImplicit)
    {
        var values = weights[$"rnn_cell.{name}"].Values.ToArray();
        if (isImplicit)
            Activations.Softplus(values, values);
        return values;
    }

    /// <summary>What all sources together do to each target.</summary>
    /// <param name="sources">[sources].</param>
    /// <param name="open">At least [sources, targets], scratch.</param>
    /// <param name="current">[targets], filled here: the currents towards the reversal potentials.</param>
    /// <param name="conductance">[targets], filled here.</param>
    public void Sum(ReadOnlySpan<float> sources, Span<float> open, Span<float> current, Span<float> conductance)
    {
        open = open[..(Sources * _targets)];
        for (var i = 0; i < open.Length; i++)
            open[i] = _sigma[i] * (sources[i / _targets] - _mu[i]);
        Activations.Sigmoid(open, open);
        current.Clear();
        conductance.Clear();
        for (var source = 0; source < Sources; source++)
        {
            var start = source * _targets;
            for (var target = 0; target < _targets; target++)
            {
                var own = _strength[start + target] * open[start + target];
                current[target] += own * _reversal[start + target];
                conductance[target] += own;
            }
        }
    }
}
