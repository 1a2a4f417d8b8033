using StreamHost.Numerics.Tensors;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Exchange;
using StreamHost.Plugins.CfC.Networks;

namespace StreamHost.Plugins.CfC.Tests.Parity;

/// <summary>Outputs and gradients held against those of the reference package, for every file found.</summary>
public sealed class NetworkTests_Ncps
{
    public static TheoryData<string> Files() => [.. Fixture.Files("cfc"), .. Fixture.Files("ltc")];

    [ReferenceTheory]
    [MemberData(nameof(Files))]
    public void Outputs_and_gradients_are_the_reference_s(string name)
    {
        var fixture = Fixture.Open(name);
        var inputs = Inputs(fixture);
        var outputs = Outputs(fixture, inputs);
        Assert.Equal(fixture.Names("output.").Order(), outputs.Keys.Order());

        Loss(fixture, outputs).Backward();

        foreach (var (output, tensor) in outputs)
            fixture.Compare($"output.{output}", tensor.Values, "f32_torch_maxabs_err_outputs", $"output.{output}");
        CompareParameters(fixture);
        foreach (var input in fixture.Names("grad_input."))
            fixture.Compare($"grad_input.{input}", inputs[input].Gradient, "f32_torch_maxabs_err_grads", $"INPUT:{input}");
    }

    [ReferenceTheory]
    [MemberData(nameof(Files))]
    public void Imported_weights_are_exported_bit_for_bit(string name)
    {
        var fixture = Fixture.Open(name);
        var exported = NcpsExchange.Export(fixture.Layout, fixture.Weights);
        Assert.Equal(fixture.Plain.Tensors.Keys.Order(), exported.Tensors.Keys.Order());
        foreach (var (tensor, data) in fixture.Plain.Tensors)
        {
            Assert.Equal(data.Shape, exported.Tensors[tensor].Shape);
            Assert.True(data.Bytes.Span.SequenceEqual(exported.Tensors[tensor].Bytes.Span), $"{name}: {tensor} changed.");
        }

        var (architecture, again) = NcpsExchange.Import(exported, configuration: null);
        Assert.Equal(
            ArchitectureWriter.Write(fixture.Architecture).GetRawText(),
            ArchitectureWriter.Write(architecture).GetRawText());
        Assert.All(again.Tensors, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual(exported.Tensors[pair.Key].Bytes.Span)));
    }

    private static Dictionary<string, Tensor> Inputs(Fixture fixture)
    {
        var inputs = new Dictionary<string, Tensor>();
        foreach (var name in fixture.Names("input."))
        {
            inputs[name] = name switch
            {
                "x" => fixture.Input(name, fixture.Batch, fixture.Time, fixture.Layout.Inputs),
                "ts" => fixture.Input(name, fixture.Batch, fixture.Time),
                "h" or "h0" or "c0" => fixture.Input(name, fixture.Batch, fixture.Layout.Units),
                _ => throw new InvalidOperationException($"{fixture.Name}: the input {name} is not known."),
            };
        }

        return inputs;
    }

    private static Dictionary<string, Tensor> Outputs(Fixture fixture, Dictionary<string, Tensor> inputs)
    {
        var ones = Tensor.FromValues([.. Enumerable.Repeat(1f, fixture.Batch * fixture.Time)], fixture.Batch, fixture.Time);
        var zeros = PlainSequence.Start(fixture.Layout, fixture.Batch);
        var start = new SequenceStates(
            inputs.GetValueOrDefault("h0") ?? inputs.GetValueOrDefault("h") ?? zeros.State,
            inputs.GetValueOrDefault("c0") ?? zeros.Memory);
        var (sequence, end) = PlainSequence.Run(
            fixture.Layout, fixture.Weights, inputs["x"], inputs.GetValueOrDefault("ts") ?? ones, start, dropout: null);
        sequence = Head.Score(fixture.Layout, fixture.Weights, sequence);
        return fixture.Names("output.").ToDictionary(name => name, name => name switch
        {
            "y" when fixture.Shape("output.y").Length == 3 => sequence,
            "y" => sequence.PickRows([.. Enumerable.Repeat(fixture.Time - 1, fixture.Batch)]),
            "h" or "hn" => end.State,
            "cn" => end.Memory!,
            _ => throw new InvalidOperationException($"{fixture.Name}: the output {name} is not known."),
        });
    }

    private static Tensor Loss(Fixture fixture, Dictionary<string, Tensor> outputs)
    {
        Tensor loss = 0f;
        foreach (var (name, output) in outputs)
            loss += (output * Tensor.FromValues(fixture.Values($"loss_w.{name}"), output.Shape)).Sum();
        return loss;
    }

    private static void CompareParameters(Fixture fixture)
    {
        var prefix = fixture.IsCell ? "rnn_cell." : "";
        foreach (var parameter in fixture.Weights.Parameters)
        {
            var name = parameter.Name[prefix.Length..];
            if (fixture.Has($"grad.{name}"))
                fixture.Compare($"grad.{name}", parameter.Tensor.Gradient, "f32_torch_maxabs_err_grads", name);
            else
                Assert.True(!parameter.Tensor.Gradient.ContainsAnyExcept(0f), $"{fixture.Name}: {name} has a gradient and the reference none.");
        }

        var known = fixture.Weights.Parameters.Select(parameter => parameter.Name[prefix.Length..]).ToHashSet();
        Assert.All(fixture.Names("grad."), name => Assert.Contains(name, known));
    }
}
