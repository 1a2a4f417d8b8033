using System.Text.Json;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;
using StreamHost.Numerics.Threads;
using StreamHost.Plugins.CfC.Architecture;
using StreamHost.Plugins.CfC.Fused;
using StreamHost.Plugins.CfC.Layout;
using StreamHost.Plugins.CfC.Networks;
using StreamHost.Plugins.CfC.Weights;

namespace StreamHost.Plugins.CfC.Tests.Fused;

/// <summary>The fused operation over sequences against the same network composed of small operations: outputs and every gradient.</summary>
public sealed class FusedSequenceTests_Plain
{
    private const int Inputs = 3;

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var mode in (string[])["default", "noGate", "pure"])
        {
            foreach (var activation in (string[])["lecunTanh", "tanh", "relu", "gelu", "silu"])
                cases.Add($$"""{"units":5,"mode":"{{mode}}","backbone":{"units":7,"layers":2,"activation":"{{activation}}"} }""", 5);
            cases.Add($$"""{"units":17,"mode":"{{mode}}","backbone":{"layers":0} }""", 3);
            cases.Add($$"""{"units":16,"mode":"{{mode}}","backbone":{"units":33,"layers":1} }""", 37);
            cases.Add($$"""{"units":6,"mode":"{{mode}}","backbone":{"units":20,"layers":3} }""", 19);
            cases.Add($$"""{"units":14,"mode":"{{mode}}","wiring":{"type":"autoncp"} }""", 18);
        }

        return cases;
    }

    [ManagedTheory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_gradients_are_those_of_the_plain_form(string architecture, int batch)
    {
        var fused = new Run(architecture, batch);
        var plain = new Run(architecture, batch);
        fused.Differentiate(fused.Fused());
        plain.Differentiate(plain.Plain());
        AssertNear("outputs", plain.Outputs, fused.Outputs);
        AssertNear("inputs", plain.Inputs.Gradient, fused.Inputs.Gradient);
        foreach (var (name, tensor) in plain.Weights.Parameters)
            AssertNear(name, tensor.Gradient, fused.Weights[name].Gradient);
    }

    [ManagedFact]
    public void A_starting_state_is_read_and_gets_its_gradient()
    {
        var random = new RandomSource(9);
        var (fused, plain) = (new Run("""{"units":5,"backbone":{"units":6}}""", 4), new Run("""{"units":5,"backbone":{"units":6}}""", 4));
        var values = Enumerable.Range(0, 20).Select(_ => random.NextFloat(-1, 1)).ToArray();
        var (fusedStart, plainStart) = (Tensor.FromValues(values, 4, 5), Tensor.FromValues(values, 4, 5));
        fusedStart.RequiresGradient = plainStart.RequiresGradient = true;
        var shape = new CellShape(fused.Weights, "rnn_cell", CfCMode.Default, fused.Layout.Architecture.Backbone, isMasked: false);
        using var cell = FusedSequence.Open(shape);
        fused.Differentiate(cell.Run(fused.Inputs, fused.Elapsed, fusedStart, fused.Lengths));
        plain.Differentiate(plain.Plain(plainStart));
        AssertNear("outputs", plain.Outputs, fused.Outputs);
        AssertNear("start", plainStart.Gradient, fusedStart.Gradient);
    }

    [ManagedFact]
    public void The_number_of_threads_changes_no_bit()
    {
        const string Architecture = """{"units":13,"backbone":{"units":21,"layers":2}}""";
        var threads = Shards.Threads;
        try
        {
            Shards.Threads = 1;
            var one = new Run(Architecture, 70);
            one.Differentiate(one.Fused());
            Shards.Threads = 3;
            var three = new Run(Architecture, 70);
            three.Differentiate(three.Fused());
            Assert.Equal(one.Outputs, three.Outputs);
            Assert.Equal(one.Inputs.Gradient, three.Inputs.Gradient);
            foreach (var (name, tensor) in one.Weights.Parameters)
                Assert.Equal(tensor.Gradient, three.Weights[name].Gradient);
        }
        finally
        {
            Shards.Threads = threads;
        }
    }

    [ManagedFact]
    public void A_forward_pass_in_between_does_not_disturb_the_way_back()
    {
        const string Architecture = """{"units":5,"backbone":{"units":6}}""";
        var (alone, disturbed) = (new Run(Architecture, 6), new Run(Architecture, 6));
        alone.Differentiate(alone.Fused());
        using var sequence = FusedSequence.For(disturbed.Layout, disturbed.Weights)!;
        var first = sequence.Run(disturbed.Inputs, disturbed.Elapsed, disturbed.Lengths);
        sequence.Run(new Tensor(2, 3, Inputs), new Tensor(2, 3), [3, 1]);
        disturbed.Differentiate(first);
        foreach (var (name, tensor) in alone.Weights.Parameters)
            Assert.Equal(tensor.Gradient, disturbed.Weights[name].Gradient);
    }

    [Theory]
    [InlineData("""{"cell":"ltc","units":5}""")]
    [InlineData("""{"units":5,"mixedMemory":true}""")]
    [InlineData("""{"units":5,"backbone":{"layers":2,"dropout":0.1}}""")]
    public void What_has_no_fused_form_is_left_to_the_plain_one(string architecture)
    {
        var run = new Run(architecture, 1);
        Assert.Null(FusedSequence.For(run.Layout, run.Weights));
    }

    private static void AssertNear(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = 1;
        foreach (var value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-5f * largest, $"{name}[{i}] is {expected[i]:R}, not {actual[i]:R}");
    }

    /// <summary>A network with fresh weights, a batch of ragged sequences, and a loss that weighs every real output differently.</summary>
    private sealed class Run
    {
        private const int Time = 9;

        public Run(string architecture, int batch)
        {
            var random = new RandomSource(3);
            Layout = new NetworkLayout(ArchitectureReader.Read(JsonElement.Parse(architecture), 2), FusedSequenceTests_Plain.Inputs, 2);
            Weights = NetworkWeights.Draw(Layout, 11);
            Inputs = Draw(random, -1, 1, batch, Time, FusedSequenceTests_Plain.Inputs);
            Inputs.RequiresGradient = true;
            Elapsed = Draw(random, 0, 2, batch, Time);
            Lengths = [.. Enumerable.Range(0, batch).Select(_ => 1 + random.NextInt(Time))];
            Lengths[0] = Time;
        }

        public NetworkLayout Layout { get; }

        public NetworkWeights Weights { get; }

        public Tensor Inputs { get; }

        public Tensor Elapsed { get; }

        public int[] Lengths { get; }

        /// <summary>What padding holds counts as zero.</summary>
        public float[] Outputs { get; private set; } = [];

        public Tensor Fused() => FusedSequence.For(Layout, Weights)!.Run(Inputs, Elapsed, Lengths);

        public Tensor Plain(Tensor? start = null)
        {
            var states = start is null ? PlainSequence.Start(Layout, Lengths.Length) : new SequenceStates(start, null);
            return PlainSequence.Run(Layout, Weights, Inputs, Elapsed, states, dropout: null).Outputs;
        }

        public void Differentiate(Tensor outputs)
        {
            var weights = Draw(new RandomSource(5), -1, 1, outputs.Shape);
            var width = outputs.Shape[2];
            for (var row = 0; row < outputs.Length / width; row++)
            {
                if (row % Time >= Lengths[row / Time])
                    weights.Values.Slice(row * width, width).Clear();
            }

            var weighed = outputs * weights;
            Outputs = weighed.Values.ToArray();
            weighed.Sum().Backward();
        }

        private static Tensor Draw(RandomSource random, float low, float high, params ReadOnlySpan<int> shape)
        {
            var tensor = new Tensor(shape);
            foreach (ref var value in tensor.Values)
                value = random.NextFloat(low, high);
            return tensor;
        }
    }
}
