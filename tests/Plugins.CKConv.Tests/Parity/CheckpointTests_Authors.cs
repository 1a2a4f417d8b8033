using System.Globalization;
using System.Text.Json;
using StreamHost.Plugins.CKConv.Blocks;
using StreamHost.Plugins.CKConv.Networks;
using StreamHost.Plugins.CKConv.Weights;

namespace StreamHost.Plugins.CKConv.Tests.Parity;

/// <summary>The authors' trained networks held against their logits and what leads to them.</summary>
public sealed class CheckpointTests_Authors
{
    private const double Slack = 6;

    public static TheoryData<string> Files() => [.. Fixture.Files("checkpoints")];

    [ReferenceTheory]
    [MemberData(nameof(Files))]
    public void Kernels_and_logits_are_the_authors(string name)
    {
        var fixture = Fixture.Open(name);
        var table = new ParameterTable(seed: 1);
        var network = new ResidualNetwork(
            table.Scope(), fixture.Number("in_channels"), fixture.Number("out_channels"), Shapes.Ckcnn(fixture, fixture.Config), fixture.Number("train_length"));
        fixture.Fill(table);
        var pass = Pass.Evaluation();
        var logits = network.Scores(fixture.Input("x"), pass);

        fixture.Compare("output.logits", fixture.Values("output.logits"), logits.Values, Slack * double.Parse(fixture.Metadata("logits_f32_err"), CultureInfo.InvariantCulture));
        var misses = JsonElement.Parse(fixture.Metadata("kernel_f32_maxabs_err"));
        var places = fixture.Integers("extra.kernel_idx");
        for (var i = 0; i < pass.Kernels.Count; i++)
        {
            var layer = $"backbone.{i / 2}.cconv{1 + (i % 2)}";
            var kernel = pass.Kernels[i].Kernel;
            var length = kernel.Shape[2];
            float[] sampled = [.. Enumerable.Range(0, kernel.Length / length).SelectMany(row => places.Select(place => kernel.Values[(row * length) + place]))];
            fixture.Compare($"output.kernel_at_idx.{layer}", fixture.Values($"output.kernel_at_idx.{layer}"), sampled, Slack * misses.GetProperty(layer).GetDouble());
        }
    }
}
