using System.Text.Json;
using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Convolutions;
using StreamHost.Plugins.CKConv.Kernels;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Norms;
using StreamHost.Plugins.CKConv.Sampling;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Tests.Parity;

/// <summary>Outputs and gradients held against those of the authors' code of CKConv, FlexConv and CCNN, for every file found.</summary>
public sealed class NetworkTests_Authors
{
    public static TheoryData<string> Files() => [.. Fixture.Files("ckconv", "flexconv", "ccnn")];

    [ReferenceTheory]
    [MemberData(nameof(Files))]
    public void Outputs_and_gradients_are_the_authors(string name)
    {
        var fixture = Fixture.Open(name);
        var table = new ParameterTable(seed: 1);
        var inputs = fixture.Names("input.").ToDictionary(input => input, fixture.Input);
        var outputs = Run(fixture, table, inputs);

        // The authors' Fourier convolution is wrong for odd lengths; what depends on it can't be compared.
        var isWrong = fixture.Metadata("note").Contains("WRONG", StringComparison.Ordinal) || fixture.Has("output.y_authors_fft_BUGGY");
        if (isWrong)
            outputs.Remove("y");
        Assert.Equal(fixture.Names("output.").Where(output => !(isWrong && output is "y" or "y_authors_fft_BUGGY")).Order(), outputs.Keys.Order());
        foreach (var (output, tensor) in outputs)
            fixture.CompareOutput(output, tensor.Values);
        if (isWrong)
            return;

        Loss(fixture, outputs).Backward();
        fixture.CompareGradients(table);
        foreach (var input in fixture.Names("grad_input."))
            fixture.CompareInputGradient(input, inputs[input].Gradient);
    }

    /// <summary>Where the authors' odd lengths go wrong, ours is what the definition says: the kernel of the file, sample by sample.</summary>
    [ReferenceFact]
    public void An_odd_length_is_convolved_as_the_definition_says()
    {
        foreach (var name in Fixture.Files("ckconv").Where(name => name.Contains("odd", StringComparison.Ordinal) || name.Contains("_99", StringComparison.Ordinal)))
        {
            var fixture = Fixture.Open(name);
            var (x, kernel) = (fixture.Input("x"), Tensor.FromValues(fixture.Values("output.kernel"), fixture.Shape("output.kernel")));
            int[] before = [kernel.Shape[2] - 1];
            var direct = Convolution.Apply(x, kernel, null, before, path: ConvolutionPath.Direct);
            var fourier = Convolution.Apply(x, kernel, null, before, path: ConvolutionPath.Fourier);
            for (var i = 0; i < direct.Length; i++)
                Assert.Equal(direct.Values[i], fourier.Values[i], 1e-4 * Math.Max(1, Math.Abs(direct.Values[i])));
        }
    }

    private static Dictionary<string, Tensor> Run(Fixture fixture, ParameterTable table, Dictionary<string, Tensor> inputs)
    {
        var config = fixture.Config;
        var x = inputs.GetValueOrDefault("x");
        var folder = fixture.Name.Split('/')[0];
        return (folder, fixture.Class) switch
        {
            (_, "KernelNet" or "RFNet" or "SIREN" or "nSIREN" or "FourierNet" or "GaborNet" or "MAGNet") => KernelNetwork(fixture, table, inputs.Values.Single()),
            ("ckconv", "") => Plain(fixture, table, x!),
            ("ckconv", "CKConv") => CkConv(fixture, table, x!),
            ("ckconv", "CKBlock") => CkBlock(fixture, table, x!),
            ("ckconv", _) when fixture.Class.EndsWith("_CKCNN", StringComparison.Ordinal) => Ckcnn(fixture, table, x!),
            ("flexconv", "CKConv(flexconv repo)") => Convolve(fixture, table, x!, FlexCkConv(fixture, config.GetProperty("args")), "kernel"),
            ("flexconv", "FlexConv") => FlexConv(fixture, table, x!),
            ("flexconv", "Img_ResNet" or "SeqData_ResNet") => FlexNet(fixture, table, x!),
            ("ccnn", "CKConv" or "FlexConv" or "SeparableCKConv" or "SeparableFlexConv") => Convolve(fixture, table, x!, CcnnConvolution(fixture), "kernel"),
            ("ccnn", "S4Block" or "ResNetBlock" or "PreActResNetBlock" or "TCNBlock") => CcnnBlock(fixture, table, x!),
            ("ccnn", _) when fixture.Class.StartsWith("ResNet_", StringComparison.Ordinal) => Ccnn(fixture, table, x!),
            _ => throw new InvalidOperationException($"{fixture.Name}: the kind of case \"{fixture.Class}\" is not known."),
        };
    }

    private static Dictionary<string, Tensor> KernelNetwork(Fixture fixture, ParameterTable table, Tensor positions)
    {
        var config = fixture.Config;
        var dimensions = positions.Shape[1];
        var options = fixture.Class == "KernelNet"
            ? Shapes.Perceptron(config, "hidden_channels", "activation_function", "norm_type")
            : Shapes.Kernel(fixture, fixture.Class, "");
        var shape = fixture.Shape("output.kernel");
        var network = fixture.Class == "KernelNet"
            ? new PerceptronNetwork(table.Scope(), dimensions, options, shape[1])
            : fixture.Class.EndsWith("SIREN", StringComparison.Ordinal)
            ? new SineNetwork(table.Scope(), dimensions, options, shape[1])
            : KernelNetworks.Make(table.Scope(), dimensions, options, shape[1], spread: 1, isCausal: false);
        fixture.Fill(table);
        return new() { ["kernel"] = network.Sample(positions.Reshape(dimensions, positions.Length / dimensions)).Reshape(shape) };
    }

    private static Dictionary<string, Tensor> Plain(Fixture fixture, ParameterTable table, Tensor x)
    {
        var kernel = table.Add("kernel", new Tensor(fixture.Shape("param.kernel")), isTrained: true);
        var bias = table.Add("bias", new Tensor(fixture.Shape("param.bias")), isTrained: true);
        fixture.Fill(table);
        var name = fixture.Has("output.y_direct") ? "y_direct" : "y";
        return new() { [name] = Convolution.Apply(x, kernel, bias, [kernel.Shape[2] - 1]) };
    }

    private static Dictionary<string, Tensor> CkConv(Fixture fixture, ParameterTable table, Tensor x)
    {
        var options = new ConvolutionOptions { Kernel = Shapes.Perceptron(fixture.Config, "hidden_channels", "activation_function", "norm_type") };
        var convolution = new ContinuousConvolution(
            table.Scope(), fixture.Number("in_channels"), fixture.Number("out_channels"), options, fixture.Number("train_length"));
        fixture.Fill(table);
        var kernel = convolution.KernelFor(x);
        var positions = new PublishedRate(fixture.Number("train_length"), x.Shape[2]).Grid.Positions();
        return new() { ["kernel"] = kernel, ["y"] = convolution.Apply(x, kernel), ["rel_positions"] = positions };
    }

    private static Dictionary<string, Tensor> CkBlock(Fixture fixture, ParameterTable table, Tensor x)
    {
        var block = new ResidualBlock(
            table.Scope(), fixture.Number("in_channels"), fixture.Number("out_channels"), Shapes.CkBlock(fixture.Config), x.Shape[2]);
        fixture.Fill(table);
        var pass = Pass.Evaluation();
        var y = block.Apply(x, pass);
        return new() { ["y"] = y, ["kernel1"] = pass.Kernels[0].Kernel, ["kernel2"] = pass.Kernels[1].Kernel };
    }

    private static Dictionary<string, Tensor> Ckcnn(Fixture fixture, ParameterTable table, Tensor x)
    {
        var labels = fixture.Shape("param.finallyr.bias")[0];
        var network = new ResidualNetwork(
            table.Scope(), fixture.Number("in_channels"), labels, Shapes.Ckcnn(fixture, fixture.Config), fixture.Number("train_length"));
        fixture.Fill(table);
        var pass = Pass.Evaluation();
        var outputs = new Dictionary<string, Tensor> { ["logits"] = network.Scores(x, pass), ["lnloss"] = pass.Penalty(1e-4f) };
        for (var i = 0; i < pass.Kernels.Count; i++)
            outputs[$"kernel.backbone.{i / 2}.cconv{1 + (i % 2)}"] = pass.Kernels[i].Kernel;
        return fixture.Has("output.lnloss") ? outputs : new() { ["logits"] = outputs["logits"] };
    }

    private static ConvolutionOptions FlexCkConv(Fixture fixture, JsonElement arguments) => Shapes.FlexConv(
        fixture, "", arguments[3].GetInt32(), arguments[4].GetString()!, arguments[2].GetString()!, hasMask: false, crops: false);

    private static Dictionary<string, Tensor> Convolve(Fixture fixture, ParameterTable table, Tensor x, ConvolutionOptions options, string kernelName)
    {
        var convolution = new ContinuousConvolution(table.Scope(), x.Shape[1], fixture.Shape("output.y")[1], options, x.Shape[2]);
        fixture.Fill(table);
        var kernel = convolution.KernelFor(x);
        return new() { ["y"] = convolution.Apply(x, kernel), [kernelName] = kernel };
    }

    private static Dictionary<string, Tensor> FlexConv(Fixture fixture, ParameterTable table, Tensor x)
    {
        var config = fixture.Config;
        var hasMask = !config.TryGetProperty("mask", out var mask) || mask.GetBoolean();
        var crops = !config.TryGetProperty("crop", out var crop) || crop.GetBoolean();
        var options = Shapes.FlexConv(
            fixture, "", config.GetProperty("d").GetInt32(), config.GetProperty("kernel_type").GetString()!, fixture.Text("horizon"), hasMask, crops);
        if (!hasMask)
            table.Add("mask_mean_param", new Tensor(1), isTrained: true).Values[0] = table.Add("mask_width_param", new Tensor(1), isTrained: true).Values[0];
        var convolution = new ContinuousConvolution(table.Scope(), x.Shape[1], fixture.Shape("output.y")[1], options, x.Shape[2]);
        fixture.Fill(table);

        // The repository's users scaled kernels by hand when they changed the resolution.
        var gain = config.TryGetProperty("srn", out var norm) ? norm.GetSingle() : 1;
        var kernel = gain * convolution.KernelFor(x);
        return new() { ["y"] = convolution.Apply(x, kernel), ["masked_kernel"] = kernel };
    }

    private static Dictionary<string, Tensor> FlexNet(Fixture fixture, ParameterTable table, Tensor x)
    {
        var isImage = fixture.Class == "Img_ResNet";
        var stem = fixture.Number("no_hidden");
        var options = new NetworkOptions
        {
            Stem = stem,
            Widths = [.. Enumerable.Range(0, fixture.Number("no_blocks")).Select(block => fixture.Shape($"param.blocks.{block}.cconv1.bias")[0])],
            Block = new BlockOptions
            {
                Kind = BlockKind.Resnet,
                Activation = Activation.Relu,
                Norm = NormalizationKind.Batch,
                Convolution = Shapes.FlexConv(fixture, "cconv1.", isImage ? 2 : 1, "MAGNet", fixture.Text("horizon"), hasMask: true, crops: true),
            },
            Readout = isImage ? Readout.Mean : Readout.Last,
        };
        return Score(fixture, table, x, options);
    }

    private static ConvolutionOptions CcnnConvolution(Fixture fixture)
    {
        var config = fixture.Config;
        return Shapes.Ccnn(
            fixture,
            "",
            config.GetProperty("data_dim").GetInt32(),
            config.GetProperty("causal").GetBoolean(),
            fixture.Class.StartsWith("Separable", StringComparison.Ordinal),
            config.GetProperty("kernel").GetProperty("size").GetString()!,
            config.TryGetProperty("mask", out var mask) ? mask : null);
    }

    private static Dictionary<string, Tensor> CcnnBlock(Fixture fixture, ParameterTable table, Tensor x)
    {
        var config = fixture.Config;
        var dimensions = config.GetProperty("data_dim").GetInt32();
        var hasKernel = config.TryGetProperty("kernel", out var kernel);
        JsonElement? mask = !hasKernel ? DefaultMask() : config.GetProperty("conv").GetString() == "SeparableFlexConv" ? config.GetProperty("mask") : null;
        var isPostNorm = config.TryGetProperty("prenorm", out var prenorm) && !prenorm.GetBoolean();
        var options = new BlockOptions
        {
            Kind = fixture.Class switch
            {
                "S4Block" => isPostNorm ? BlockKind.S4PostNorm : BlockKind.S4,
                "ResNetBlock" => BlockKind.Resnet,
                "PreActResNetBlock" => BlockKind.Preactivation,
                _ => BlockKind.Tcn,
            },
            Norm = config.GetProperty("norm").GetString() == "LayerNorm" ? NormalizationKind.Layer : NormalizationKind.Batch,
            Activation = Activation.Gelu,
            Convolution = Shapes.Ccnn(
                fixture, "conv1.", dimensions, config.GetProperty("causal").GetBoolean(), isSeparable: true, hasKernel ? kernel.GetProperty("size").GetString()! : "same", mask),
        };
        var block = new ResidualBlock(table.Scope(), x.Shape[1], fixture.Shape("output.y")[1], options, x.Shape[2]);
        fixture.Fill(table);
        return new() { ["y"] = block.Apply(x, PassOf(fixture)) };
    }

    private static Dictionary<string, Tensor> Ccnn(Fixture fixture, ParameterTable table, Tensor x)
    {
        var config = fixture.Config;
        var isSequence = fixture.Class.StartsWith("ResNet_sequence", StringComparison.Ordinal);
        var options = new NetworkOptions
        {
            Stem = fixture.Number("no_hidden"),
            Widths = [.. Enumerable.Repeat(fixture.Number("no_hidden"), fixture.Number("no_blocks"))],
            EndNorm = true,
            Block = new BlockOptions
            {
                Convolution = Shapes.Ccnn(
                    fixture,
                    "conv1.",
                    x.Rank - 2,
                    isSequence,
                    isSeparable: true,
                    config.GetProperty("kernel").GetProperty("size").GetString()!,
                    config.TryGetProperty("mask", out var mask) ? mask : null),
            },
        };
        return Score(fixture, table, x, options);
    }

    private static Dictionary<string, Tensor> Score(Fixture fixture, ParameterTable table, Tensor x, NetworkOptions options)
    {
        var labels = fixture.Shape("param.out_layer.bias")[0];
        var network = new ResidualNetwork(table.Scope(), x.Shape[1], labels, options, x.Shape[2]);
        fixture.Fill(table);
        var outputs = new Dictionary<string, Tensor> { ["logits"] = network.Scores(x, PassOf(fixture)) };
        if (fixture.Has("output.features"))
            outputs["features"] = network.Features(x, PassOf(fixture));
        return outputs;
    }

    private static Pass PassOf(Fixture fixture) => new(
        isTraining: fixture.Name.Contains("_train", StringComparison.Ordinal), dropout: null);

    private static JsonElement DefaultMask() => JsonElement.Parse("""{ "learn_mean": false, "dynamic_cropping": true }""");

    private static Tensor Loss(Fixture fixture, Dictionary<string, Tensor> outputs)
    {
        Tensor loss = 0f;
        foreach (var (name, output) in outputs)
            loss += (output * Tensor.FromValues(fixture.Values($"loss_w.{name}"), output.Shape)).Sum();
        return loss;
    }
}
