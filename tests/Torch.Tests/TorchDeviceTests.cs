using StreamHost.Numerics.Convolutions;
using StreamHost.Numerics.Devices;
using StreamHost.Numerics.Optimization;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Torch.Tests;

/// <summary>What only another device has: places where a tensor lies, scopes, and errors. What it computes the tests of the managed arithmetic hold.</summary>
public sealed class TorchDeviceTests : IDisposable
{
    private readonly ITensorDevice _device = new TorchDeviceProvider().Open("cpu");
    private readonly IDisposable _use;

    public TorchDeviceTests() => _use = TensorDevice.Use(_device);

    public void Dispose() => _use.Dispose();

    [Fact]
    public void What_is_changed_here_is_brought_to_the_device_again()
    {
        var x = Tensor.FromValues([1, 2], 2);
        Assert.Equal([2f, 4f], (x + x).Values.ToArray());
        x.Values[0] = 10;
        Assert.Equal([20f, 4f], (x + x).Values.ToArray());
    }

    [Fact]
    public void What_the_device_changed_is_what_counts()
    {
        var x = Parameter(1, 2);
        var optimizer = new Sgd([new Parameter("x", x)], learningRate: 1);
        (x * 0.5f).Sum().Backward();
        optimizer.Step();
        Assert.Equal([0.5f, 1.5f], x.Values.ToArray());
        using (TensorDevice.Use(TensorDevice.Managed))
            Assert.Equal([1f, 3f], (x + x).Values.ToArray());
        Assert.Equal([1f, 3f], (x + x).Values.ToArray());
    }

    [Fact]
    public void What_an_optimizer_remembers_outlives_the_scope_of_a_step()
    {
        var x = Parameter(1, 2);
        var optimizer = new Adam([new Parameter("x", x)], learningRate: 0.1);
        for (var step = 0; step < 3; step++)
        {
            using var scope = TensorMemory.Create().Open();
            optimizer.ClearGradients();
            (x * x).Sum().Backward();
            optimizer.Step();
        }

        Assert.Equal(3, optimizer.SaveState().Steps);
        Assert.All(optimizer.SaveState().Values.Values, average => Assert.All(average, value => Assert.NotEqual(0, value)));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("rmsprop")]
    [InlineData("sgd")]
    public void A_run_goes_on_on_the_other_device_as_it_would_have_here(string kind)
    {
        var whole = Parameter(1, -2, 3);
        using (TensorDevice.Use(TensorDevice.Managed))
            Walk(Make(kind, whole), whole, 10);

        var first = Parameter(1, -2, 3);
        var before = Make(kind, first);
        using (TensorDevice.Use(TensorDevice.Managed))
            Walk(before, first, 5);
        var second = Parameter(first.Values.ToArray());
        var after = Make(kind, second);
        after.RestoreState(before.SaveState());
        Walk(after, second, 5);
        for (var i = 0; i < whole.Length; i++)
            Assert.Equal(whole.Values[i], second.Values[i], 1e-5);
    }

    [Fact]
    public void What_was_only_looked_at_disturbs_no_way_back()
    {
        var x = Parameter(3, 5);
        var square = x * x;
        Assert.Equal(3, x.Values[0]);
        (square + (2 * x)).Sum().Backward();
        Assert.Equal([8f, 12f], x.Gradient.ToArray());
    }

    [Fact]
    public void Gradients_outlast_an_evaluation()
    {
        var x = Parameter(1, 2);
        var optimizer = new Sgd([new Parameter("x", x)], learningRate: 1);
        (x * 0.5f).Sum().Backward();
        x.RequiresGradient = false;
        Assert.False((x * 2).RequiresGradient);
        x.RequiresGradient = true;
        optimizer.Step();
        Assert.Equal([0.5f, 1.5f], x.Values.ToArray());
    }

    [Fact]
    public void Gradients_of_two_devices_add_up()
    {
        var x = Parameter(1, 2);
        (2 * x).Sum().Backward();
        using (TensorDevice.Use(TensorDevice.Managed))
            (3 * x).Sum().Backward();
        Assert.Equal([5f, 5f], x.Gradient.ToArray());
        (4 * x).Sum().Backward();
        x.Gradient[0] *= 2;
        (x * 0).Sum().Backward();
        Assert.Equal([18f, 9f], x.Gradient.ToArray());
    }

    [Fact]
    public void A_loss_that_nothing_was_learnt_from_brings_no_gradient()
    {
        var x = Tensor.FromValues([1, 2], 2);
        (x * x).Sum().Backward();
        Assert.Equal([0f, 0f], x.Gradient.ToArray());
    }

    [Fact]
    public void Operations_of_two_devices_have_no_common_way_back()
    {
        var x = Parameter(1, 2);
        Tensor here, there = x * 2;
        using (TensorDevice.Use(TensorDevice.Managed))
        {
            here = x * 3;
            var loss = (there * 3).Sum();
            Assert.Throws<InvalidOperationException>(loss.Backward);
        }

        Assert.Throws<InvalidOperationException>(() => here * 2);
    }

    [Fact]
    public void All_cores_read_what_the_device_has_changed()
    {
        var x = Parameter([.. Enumerable.Repeat(1f, 1 << 20)]);
        var optimizer = new Sgd([new Parameter("x", x)], learningRate: 1);
        (x * 0.5f).Sum().Backward();
        optimizer.Step();
        using (TensorDevice.Use(TensorDevice.Managed))
            Assert.Equal(-1, (x + x - 2).Values.IndexOfAnyExcept(-1));
    }

    [Fact]
    public void What_was_made_in_a_scope_is_given_back_with_it()
    {
        Tensor y;
        using (TensorMemory.Create().Open())
        {
            y = Tensor.FromValues([1, 2], 2) * 2;
            Assert.True(y.HeldBy(_device).IsHeld);
        }

        Assert.ThrowsAny<InvalidOperationException>(() => y.Values.Length);
    }

    /// <summary>libtorch ends the process at some of these.</summary>
    [Fact]
    public void Shapes_that_do_not_fit_are_refused_before_the_device_sees_them()
    {
        Tensor a = new(2, 3), b = new(4, 5);
        Assert.Throws<ArgumentException>(() => Tensor.MatMul(a, b));
        Assert.Throws<ArgumentException>(() => Tensor.Linear(a, b));
        Assert.Throws<ArgumentException>(() => a + b);
        Assert.Throws<ArgumentException>(() => Tensor.Concat(0, a, b));
        Assert.Throws<ArgumentException>(() => a.Reshape(5));
        Assert.Throws<ArgumentException>(() => Losses.CrossEntropy(a, [0]));
        Assert.Throws<ArgumentException>(() => Convolution.Apply(new Tensor(1, 2, 9), new Tensor(1, 3, 4), null, [3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => a.Slice(1, 2, 2));
        Assert.Throws<ArgumentException>(() => a.PickRows(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tensor(2, 3, 1).PickRows(0, 3));
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_in_one_line()
    {
        var exception = Assert.Throws<NotSupportedException>(() => new TorchDeviceProvider().Open("cuda:99"));
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Steps_leave_no_memory_behind()
    {
        var memory = TensorMemory.Create();
        var weight = Parameter([.. Enumerable.Repeat(0.1f, 4096)]);
        var optimizer = new Adam([new Parameter("weight", weight)]);
        var before = 0L;
        for (var step = 0; step < 32_000; step++)
        {
            // What the collector has not got to yet comes first.
            if (step == 16_000)
                before = Environment.WorkingSet;
            using var scope = memory.Open();
            optimizer.ClearGradients();
            (weight.Reshape(64, 64).Tanh() * 2).Square().Sum().Backward();
            optimizer.Step();
        }

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 8 << 20);
    }

    private static Optimizer Make(string kind, Tensor tensor)
    {
        Parameter[] parameters = [new("x", tensor)];
        return kind switch
        {
            "adam" => new Adam(parameters, learningRate: 0.1),
            "rmsprop" => new RmsProp(parameters, momentum: 0.5),
            _ => new Sgd(parameters, learningRate: 0.1, momentum: 0.9),
        };
    }

    private static void Walk(Optimizer optimizer, Tensor x, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            optimizer.ClearGradients();
            (x * x).Sum().Backward();
            optimizer.Step();
        }
    }

    private static Tensor Parameter(params float[] values)
    {
        var tensor = Tensor.FromValues(values, values.Length);
        tensor.RequiresGradient = true;
        return tensor;
    }
}
