using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Randomness;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Optimization;

public sealed class OptimizerTests
{
    private static readonly Dictionary<string, Func<IReadOnlyList<Parameter>, Optimizer>> Kinds = new()
    {
        ["sgd"] = p => new Sgd(p, 0.1),
        ["sgd with momentum"] = p => new Sgd(p, 0.1, 0.9, nesterov: true, weightDecay: 0.01),
        ["rmsprop"] = p => new RmsProp(p),
        ["rmsprop with momentum"] = p => new RmsProp(p, momentum: 0.9),
        ["adam"] = p => new Adam(p, weightDecay: 0.01),
        ["adamw"] = p => new AdamW(p),
    };

    public static TheoryData<string> Optimizers() => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_resumed_run_has_the_bits_of_one_that_never_stopped(string kind)
    {
        var whole = Parameters();
        var optimizer = Kinds[kind](whole);
        Walk(optimizer, 0, 5);
        var halfway = whole.Select(parameter => parameter.Tensor.Values.ToArray()).ToArray();
        var state = optimizer.SaveState();
        Walk(optimizer, 5, 10);

        var resumed = Parameters();
        for (var i = 0; i < resumed.Length; i++)
        {
            halfway[i].CopyTo(resumed[i].Tensor.Values);
        }

        var second = Kinds[kind](resumed);
        second.LearningRate = 123;
        second.RestoreState(state);
        Walk(second, 5, 10);

        Assert.Equal(10, second.Steps);
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.Equal(whole[i].Tensor.Values.ToArray(), resumed[i].Tensor.Values.ToArray());
        }
    }

    [ManagedTheory]
    [MemberData(nameof(Optimizers))]
    public void A_step_allocates_nothing(string kind)
    {
        var optimizer = Kinds[kind](Parameters());
        Walk(optimizer, 0, 3);
        Assert.Equal(0, Allocations.Of(optimizer.Step));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_element_moves_alike_wherever_it_stands(string kind)
    {
        var many = new Tensor(37);
        var one = new Tensor(1);
        var optimizer = Kinds[kind]([new Parameter("many", many), new Parameter("one", one)]);
        for (var step = 0; step < 4; step++)
        {
            many.Gradient.Fill(0.3f - (step * 0.2f));
            one.Gradient.Fill(0.3f - (step * 0.2f));
            optimizer.Step();
        }

        Assert.NotEqual(0, one.Values[0]);
        Assert.All(many.Values.ToArray(), value => Assert.Equal(one.Values[0], value));
    }

    [Fact]
    public void Another_kind_of_state_is_refused_and_nothing_changes()
    {
        var optimizer = new Adam(Parameters());
        Walk(optimizer, 0, 1);
        Assert.Throws<ArgumentException>(() => optimizer.RestoreState(new Sgd(Parameters(), 0.1, 0.9).SaveState()));
        Assert.Throws<ArgumentException>(() => optimizer.RestoreState(new Adam([new Parameter("a", new Tensor(4))]).SaveState()));
        Assert.Throws<ArgumentException>(() => optimizer.RestoreState(new RmsProp(Parameters(), momentum: 0.5).SaveState()));
        Assert.Equal(1, optimizer.Steps);
    }

    [Fact]
    public void Saved_state_is_a_copy()
    {
        var optimizer = new Adam(Parameters());
        Walk(optimizer, 0, 1);
        var state = optimizer.SaveState();
        var kept = state.Values["first.a"].ToArray();
        Walk(optimizer, 1, 2);
        Assert.Equal(kept, state.Values["first.a"]);
    }

    [Fact]
    public void Values_outside_of_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(Parameters(), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(Parameters(), double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(Parameters(), beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(Parameters(), weightDecay: -1));
        Assert.Throws<ArgumentException>(() => new Sgd(Parameters(), nesterov: true));
        Assert.Throws<ArgumentException>(() => new Sgd([new Parameter("a", new Tensor(1)), new Parameter("a", new Tensor(1))]));
    }

    private static Parameter[] Parameters() => [new("a", new Tensor(3, 7)), new("b", new Tensor(1)), new("c", new Tensor(0))];

    /// <summary>Steps whose gradients depend on the step's number and on the values.</summary>
    private static void Walk(Optimizer optimizer, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            var random = new RandomSource((ulong)step);
            foreach (var (_, tensor) in optimizer.Parameters)
            {
                for (var i = 0; i < tensor.Length; i++)
                {
                    tensor.Gradient[i] = tensor.Values[i] + random.NextFloat(-1, 1);
                }
            }

            optimizer.Step();
        }
    }
}
