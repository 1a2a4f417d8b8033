using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Fused;

/// <summary>What a fused CfC cell is made of: its form and its tensors.</summary>
internal sealed class CellShape
{
    public CellShape(NetworkWeights weights, string name, CfCMode mode, BackboneOptions backbone, bool isMasked)
    {
        Mode = mode;
        Activation = backbone.Activation;
        Backbone = [.. Enumerable.Range(0, backbone.Layers).Select(layer => Layer(weights, $"{name}.backbone.{backbone.ModuleIndex(layer)}"))];
        string[] heads = mode == CfCMode.Pure ? ["ff1"] : ["ff1", "ff2", "time_a", "time_b"];
        Heads = [.. heads.Select(head => Layer(weights, $"{name}.{head}"))];
        Mask = isMasked ? weights[$"{name}.sparsity_mask"] : null;
        Asymptote = mode == CfCMode.Pure ? weights[$"{name}.A"] : null;
        Decay = mode == CfCMode.Pure ? weights[$"{name}.w_tau"] : null;
        Units = Heads[0].Bias.Length;
        Inputs = (Backbone.Length > 0 ? Backbone[0] : Heads[0]).Weight.Shape[1] - Units;
    }

    /// <summary>The form.</summary>
    public CfCMode Mode { get; }

    /// <summary>After each layer of the backbone.</summary>
    public BackboneActivation Activation { get; }

    /// <summary>The layers before the heads.</summary>
    public (Tensor Weight, Tensor Bias)[] Backbone { get; }

    /// <summary>ff1, and where the form has them ff2, time_a, time_b.</summary>
    public (Tensor Weight, Tensor Bias)[] Heads { get; }

    /// <summary>What multiplies the weights of ff1 and ff2, or null.</summary>
    public Tensor? Mask { get; }

    /// <summary>The pure form's A.</summary>
    public Tensor? Asymptote { get; }

    /// <summary>The pure form's w_tau.</summary>
    public Tensor? Decay { get; }

    /// <summary>Neurons.</summary>
    public int Units { get; }

    /// <summary>Inputs, the state not counted.</summary>
    public int Inputs { get; }

    /// <summary>All tensors that get a gradient.</summary>
    public IEnumerable<Tensor> Parameters
    {
        get
        {
            foreach (var (weight, bias) in Backbone.Concat(Heads))
            {
                yield return weight;
                yield return bias;
            }

            if (Asymptote is not null)
                yield return Asymptote;
            if (Decay is not null)
                yield return Decay;
        }
    }

    private static (Tensor Weight, Tensor Bias) Layer(NetworkWeights weights, string name) =>
        (weights[$"{name}.weight"], weights[$"{name}.bias"]);
}
