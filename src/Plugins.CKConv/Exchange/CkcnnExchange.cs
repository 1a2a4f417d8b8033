using System.Text.Json;
using StreamHost.Core;
using StreamHost.Core.Json;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CKConv.Architecture;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;

namespace StreamHost.Plugins.CKConv.Exchange;

/// <summary>
/// The state_dict of a CKCNN as its authors published it (Romero et al., 2021): sizes follow from the tensors; omega_0, the
/// length it was trained on and the activation do not stand in it and come with the configuration.
/// </summary>
internal static class CkcnnExchange
{
    /// <summary>The format's name.</summary>
    public const string Format = "ckcnn";

    /// <summary>What the names begin with here and there; the first that fits counts.</summary>
    private static readonly (string Theirs, string Ours)[] Renamed =
    [
        ("backbone.", "blocks."), (".cconv1.", ".conv1."), (".cconv2.", ".conv2."), (".layer_norm.", "."), ("finallyr.", "out_layer."),
    ];

    /// <summary>Turns the authors' tensors into ours.</summary>
    /// <exception cref="InputException">A tensor is missing, or the configuration is not understood.</exception>
    public static (JsonElement Architecture, TensorFile Weights) Import(TensorFile theirs, JsonElement? configuration)
    {
        var architecture = ArchitectureOf(theirs, configuration);
        var ours = new TensorFile();
        foreach (var (name, data) in theirs.Tensors.Where(pair => !pair.Key.EndsWith("train_length", StringComparison.Ordinal)))
            ours.Add(Ours(name), Flattened(name, data));

        // The order and the shapes are the network's own; what does not fit is refused here.
        var inputs = Size(theirs, "backbone.0.shortcut.0.weight", 1) ?? architecture.Network.Widths[0];
        var network = new ContinuousNetwork(architecture, inputs, Needed(theirs, "finallyr.bias", 0), normalization: null, sampleRate: null, timeUnit: 1, seed: 0);
        network.Load(ours, "the file");
        return (network.Architecture, network.ExportWeights());
    }

    /// <summary>The reverse.</summary>
    public static TensorFile Export(TensorFile ours)
    {
        var theirs = new TensorFile();
        foreach (var (name, data) in ours.Tensors)
        {
            var renamed = Theirs(name);
            theirs.Add(renamed, data with { Shape = TheirShape(renamed, data.Shape) });
        }

        return theirs;
    }

    private static NetworkArchitecture ArchitectureOf(TensorFile file, JsonElement? configuration)
    {
        var fields = new JsonFields(configuration ?? throw new InputException(
            "--config", "omega_0 and the length it was trained on do not stand in the weights", "give them: { \"omega0\": 31.09, \"trainLength\": 784 }"), "$");
        var blocks = Enumerable.Range(0, 1000).TakeWhile(block => file.Tensors.ContainsKey($"backbone.{block}.cconv1.bias")).Count();
        if (blocks == 0)
            throw new InputException("backbone.0.cconv1.bias", "there is no such tensor", "give the state_dict of a CKCNN");

        var hidden = Needed(file, "backbone.0.cconv1.Kernel.kernel_net.0.bias", 0);
        var architecture = new NetworkArchitecture
        {
            Signal = [fields.RequiredWhole("trainLength", 2, 1 << 24)],
            Network = new NetworkOptions
            {
                Widths = [.. Enumerable.Range(0, blocks).Select(block => Needed(file, $"backbone.{block}.cconv1.bias", 0))],
                Readout = fields.Choice("readout", ArchitectureWords.Readouts, Readout.Last),
                Block = new BlockOptions
                {
                    Kind = BlockKind.Tcn,
                    Activation = Activation.Relu,
                    Norm = NormalizationKind.Sample,
                    Convolution = new ConvolutionOptions
                    {
                        Kernel = new KernelOptions
                        {
                            Network = fields.Choice("activation", ArchitectureWords.Kernels, KernelNetworkKind.Siren),
                            Hidden = hidden,
                            Omega0 = fields.Number("omega0", double.NaN, value => value is > 0 and <= 1e5, "above 0 to 1e5"),
                            WeightNorm = true,
                        },
                    },
                },
            },
        };
        if (double.IsNaN(architecture.Network.Block.Convolution.Kernel.Omega0))
            throw fields.Wrong("omega0", "it is missing", "give the omega_0 that the network was trained with");
        fields.RefuseOthers();
        return architecture;
    }

    private static string Ours(string name) => Renamed.Aggregate(name, (text, pair) => text.Replace(pair.Theirs, pair.Ours, StringComparison.Ordinal));

    private static string Theirs(string name)
    {
        foreach (var norm in new[] { ".norm1.", ".norm2." })
            name = name.Replace(norm, $"{norm}layer_norm.", StringComparison.Ordinal);
        return Renamed.Where(pair => pair.Theirs != ".layer_norm.").Aggregate(name, (text, pair) => text.Replace(pair.Ours, pair.Theirs, StringComparison.Ordinal));
    }

    /// <summary>Their layers are convolutions of length 1: [outputs, inputs, 1], and lengths of directions [outputs, 1, 1].</summary>
    private static TensorData Flattened(string name, TensorData data)
    {
        var shape = data.Shape;
        while (shape.Count > (name.EndsWith("weight_g", StringComparison.Ordinal) ? 1 : 2) && shape[^1] == 1)
            shape = [.. shape.Take(shape.Count - 1)];
        return data with { Shape = shape };
    }

    private static IReadOnlyList<long> TheirShape(string name, IReadOnlyList<long> shape) =>
        name.EndsWith("weight_g", StringComparison.Ordinal) ? [shape[0], 1, 1]
        : shape.Count == 2 && !name.StartsWith("finallyr", StringComparison.Ordinal) ? [shape[0], shape[1], 1]
        : shape;

    private static int? Size(TensorFile file, string name, int dimension) =>
        file.Tensors.TryGetValue(name, out var data) && data.Shape.Count > dimension ? (int)data.Shape[dimension] : null;

    private static int Needed(TensorFile file, string name, int dimension) =>
        Size(file, name, dimension) ?? throw new InputException(name, "there is no such tensor", "give the state_dict of a CKCNN");
}
