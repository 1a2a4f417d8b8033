using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Training.Networks;

namespace StreamHost.Plugins.CfC.Tests.Networks;

public sealed class CfCNetworkTests
{
    public static TheoryData<string> Architectures() => [.. Models.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_same_request_gives_the_same_weights_and_another_seed_others(string architecture)
    {
        var bytes = SafetensorsWriter.ToBytes(Models.Create(architecture).ExportWeights());
        Assert.Equal(bytes, SafetensorsWriter.ToBytes(Models.Create(architecture).ExportWeights()));
        Assert.NotEqual(bytes, SafetensorsWriter.ToBytes(Models.Create(architecture, seed: 2).ExportWeights()));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Padding_has_no_influence_on_scores_and_gradients(string architecture)
    {
        var (scores, gradients) = Differentiate(architecture, Models.Batch(everyEvent: false));
        var (others, otherGradients) = Differentiate(architecture, Models.Batch(everyEvent: false, padding: float.NaN));
        Assert.Equal(scores, others);
        Assert.Equal(gradients, otherGradients);
        Assert.All(gradients, value => Assert.True(float.IsFinite(value)));
        Assert.Contains(gradients, value => value != 0);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_last_event_s_scores_are_the_same_with_and_without_those_before(string architecture)
    {
        var network = Models.Create(architecture);
        var every = network.Forward(Models.Batch(everyEvent: true), dropout: null);
        var last = network.Forward(Models.Batch(everyEvent: false), dropout: null);
        Assert.Equal([2, 4, 3], every.Shape.ToArray());
        Assert.Equal([2, 3], last.Shape.ToArray());
        Assert.Equal(every.Values.Slice(3 * 3, 3), last.Values[..3]);
        Assert.Equal(every.Values.Slice(5 * 3, 3), last.Values[3..]);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_stream_gets_the_scores_of_its_training_form(string architecture)
    {
        var network = Models.Create(architecture);
        var batch = Models.Batch(everyEvent: true);
        var scores = network.Forward(batch, dropout: null).Values.ToArray();
        for (var sequence = 0; sequence < batch.Count; sequence++)
        {
            using var run = new StreamRun(new CfCPlugin().LoadEventModel(Models.Package(network)), streams: 1);
            for (var row = sequence * batch.Time; row < (sequence * batch.Time) + batch.Lengths[sequence]; row++)
            {
                run.Step(batch.Values.AsSpan(row * 2, 2), [batch.Elapsed[row]]);
                for (var label = 0; label < 3; label++)
                    Assert.Equal(scores[(row * 3) + label], run.Scores(0)[label], 1e-5f);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_package_opens_to_the_network_it_was_made_from(string architecture)
    {
        var network = Models.Create(architecture);
        var opened = new CfCPlugin().OpenNetwork(Models.Package(network));
        Assert.Equal(network.Architecture.GetRawText(), opened.Architecture.GetRawText());
        Assert.Equal(SafetensorsWriter.ToBytes(network.ExportWeights()), SafetensorsWriter.ToBytes(opened.ExportWeights()));
        Assert.Equal(Scores(network), Scores(opened));
    }

    [Fact]
    public void Dropout_acts_while_training_only_and_behind_the_first_layer_only()
    {
        var two = """{"units":5,"backbone":{"units":6,"layers":2,"dropout":0.5}}""";
        var one = """{"units":5,"backbone":{"units":6,"layers":1,"dropout":0.5}}""";
        Assert.NotEqual(Scores(Models.Create(two)), Scores(Models.Create(two), new RandomSource(1)));
        Assert.Equal(Scores(Models.Create(two), new RandomSource(1)), Scores(Models.Create(two), new RandomSource(1)));
        Assert.Equal(Scores(Models.Create(one)), Scores(Models.Create(one), new RandomSource(1)));
    }

    [Fact]
    public void Explicit_constraints_cut_conductances_and_capacities_off_at_zero()
    {
        var network = Models.Create("""{"cell":"ltc","units":5,"ltc":{"implicitConstraints":false}}""");
        foreach (var parameter in network.Parameters)
            parameter.Tensor.Values.Fill(-1);

        network.ConstrainParameters();

        string[] cut = ["rnn_cell.w", "rnn_cell.sensory_w", "rnn_cell.cm", "rnn_cell.gleak"];
        Assert.All(network.Parameters, parameter => Assert.Equal(cut.Contains(parameter.Name) ? 0 : -1, parameter.Tensor.Values[0]));
    }

    [Fact]
    public void Implicit_constraints_change_no_parameter()
    {
        var network = Models.Create("""{"cell":"ltc","units":5}""");
        foreach (var parameter in network.Parameters)
            parameter.Tensor.Values.Fill(-1);

        network.ConstrainParameters();

        Assert.All(network.Parameters, parameter => Assert.Equal(-1, parameter.Tensor.Values[0]));
    }

    [Fact]
    public void Without_a_readout_the_outputs_must_be_as_many_as_the_labels()
    {
        var thrown = Assert.Throws<InputException>(() => Models.Create("""{"units":5,"readout":"none"}"""));
        Assert.StartsWith("$.architecture.readout: the network has 5 outputs and there are 3 labels", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_custom_wiring_cannot_be_drawn()
    {
        var thrown = Assert.Throws<InputException>(() => Models.Create("""{"wiring":{"type":"custom","layers":[3,2]}}"""));
        Assert.StartsWith("$.architecture.wiring.type", thrown.Message, StringComparison.Ordinal);
    }

    private static float[] Scores(INetwork network, RandomSource? dropout = null) =>
        network.Forward(Models.Batch(everyEvent: true), dropout).Values.ToArray();

    private static (float[] Scores, float[] Gradients) Differentiate(string architecture, SequenceBatch batch)
    {
        var network = Models.Create(architecture);
        var scores = network.Forward(batch, dropout: null);
        Losses.CrossEntropy(scores, batch.Labels).Backward();
        return (scores.Values.ToArray(), [.. network.Parameters.SelectMany(parameter => parameter.Tensor.Gradient.ToArray())]);
    }
}
