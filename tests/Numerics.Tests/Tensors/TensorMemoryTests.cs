using System.Runtime.CompilerServices;
using StreamHost.Numerics.Tensors;
using static StreamHost.Numerics.Tests.Tensors.GradientCheck;

namespace StreamHost.Numerics.Tests.Tensors;

public sealed class TensorMemoryTests
{
    [Fact]
    public void A_step_in_borrowed_memory_gives_the_same_as_in_its_own()
    {
        var (a, b) = (Points(1, 40, 30), Points(2, 30, 20));
        float[] Step()
        {
            a.ClearGradient();
            b.ClearGradient();
            (Tensor.MatMul(a, b).Tanh() * Tensor.MatMul(a, b)).Sum().Backward();
            return [.. a.Gradient, .. b.Gradient];
        }

        var expected = Step();
        var memory = TensorMemory.Create();
        for (var round = 0; round < 3; round++)
        {
            using var scope = memory.Open();
            Assert.Equal(expected, Step());
        }
    }

    [Fact]
    public void Results_of_a_later_scope_use_the_memory_of_an_earlier_one()
    {
        var a = Points(1, 1000, 100);
        var memory = TensorMemory.Create();
        void Step()
        {
            using var scope = memory.Open();
            (a.Tanh() * a.Relu()).Sum().Backward();
        }

        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_700_000, "A step allocates its results anew.");
    }

    [ManagedFact]
    public void Steps_of_ever_other_sizes_keep_no_more_than_two_of_them_need()
    {
        var memory = TensorMemory.Create();
        var results = new List<WeakReference>();
        for (var size = 1; size <= 100; size++)
            results.Add(Step(memory, 1000 + size));
        GC.Collect();
        Assert.InRange(results.Count(result => result.IsAlive), 1, 3);
        GC.KeepAlive(memory);
    }

    [Fact]
    public void Parameters_keep_memory_of_their_own()
    {
        var parameter = Points(1, 4);
        var memory = TensorMemory.Create();
        using (memory.Open())
            parameter.Square().Sum().Backward();
        var gradient = parameter.Gradient.ToArray();
        using (memory.Open())
            (100f * Points(2, 4)).Sum().Backward();
        Assert.Equal(gradient, parameter.Gradient.ToArray());
    }

    [Fact]
    public void Only_one_scope_is_open_on_a_thread()
    {
        var memory = TensorMemory.Create();
        using (memory.Open())
            Assert.Throws<InvalidOperationException>(() => TensorMemory.Create().Open());
        using var again = memory.Open();
    }

    /// <summary>Makes one result; gives the array that it borrowed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Step(TensorMemory memory, int size)
    {
        var a = Points(1, size);
        using var scope = memory.Open();
        return new WeakReference(a.Tanh().ValueArray);
    }
}
