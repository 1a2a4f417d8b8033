using FsCheck;
using FsCheck.Fluent;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Tests.Tensors;

public sealed class TensorPropertyTests
{
    /// <summary>Values of few bits, so that sums and products of them are exact in float32.</summary>
    private static readonly Gen<float> Exact = Gen.Choose(-32, 32).Select(x => x / 8f);

    [Fact]
    public void Matrix_product_is_linear() => Check(
        from m in Gen.Choose(0, 9)
        from k in Gen.Choose(0, 20)
        from n in Gen.Choose(1, 20)
        from a in Values(m, k)
        from b in Values(k, n)
        from c in Values(k, n)
        from s in Exact
        select (a, b, c, s),
        x => Same(Tensor.MatMul(x.a, x.b + (x.s * x.c)), Tensor.MatMul(x.a, x.b) + (x.s * Tensor.MatMul(x.a, x.c))));

    [Fact]
    public void Matrix_product_is_the_sum_of_products() => Check(
        from m in Gen.Choose(1, 9)
        from k in Gen.Choose(0, 40)
        from n in Gen.Choose(1, 40)
        from a in Values(m, k)
        from b in Values(k, n)
        select (a, b),
        x => Same(Tensor.MatMul(x.a, x.b), Naive(x.a, x.b)) && Same(Tensor.Linear(x.a, x.b.Transpose(0, 1)), Naive(x.a, x.b)));

    [Fact]
    public void Transposed_matrix_is_the_adjoint() => Check(
        from m in Gen.Choose(1, 20)
        from n in Gen.Choose(1, 20)
        from a in Values(m, n)
        from x in Values(n, 1)
        from y in Values(m, 1)
        select (a, x, y),
        t => Same((Tensor.MatMul(t.a, t.x) * t.y).Sum(), (t.x * Tensor.MatMul(t.a.Transpose(0, 1), t.y)).Sum()));

    [Fact]
    public void Arithmetic_broadcasts_as_a_plain_loop_over_indices() => Check(
        from shape in Gen.Choose(0, 5).ListOf().Where(list => list.Count <= 4).Select(list => list.ToArray())
        from left in Repeatable(shape)
        from right in Repeatable(shape)
        from a in Values(left)
        from b in Values(right)
        select (a, b),
        x => Same(x.a + x.b, Naive(x.a, x.b, (a, b) => a + b))
            && Same(x.a - x.b, Naive(x.a, x.b, (a, b) => a - b))
            && Same(x.a * x.b, Naive(x.a, x.b, (a, b) => a * b))
            && Same(x.a / x.b, Naive(x.a, x.b, (a, b) => a / b)));

    [Fact]
    public void Repeating_and_summing_are_adjoint() => Check(
        from shape in Gen.Choose(1, 4).ArrayOf(3)
        from part in Repeatable(shape)
        from a in Values(part)
        from y in Values(shape)
        select (a, y),
        x =>
        {
            x.a.RequiresGradient = true;
            ((x.a + new Tensor(x.y.Shape)) * x.y).Sum().Backward();
            var gradient = Tensor.FromValues(x.a.Gradient, x.a.Shape);
            return Same((gradient * x.a).Sum(), (x.a * x.y).Sum());
        });

    [Fact]
    public void Transposing_twice_gives_the_tensor_back() => Check(
        from shape in Gen.Choose(0, 4).ArrayOf(4)
        from x in Values(shape)
        from first in Gen.Choose(0, 3)
        from second in Gen.Choose(-4, 3)
        select (x, first, second),
        t => Same(t.x.Transpose(t.first, t.second).Transpose(t.second, t.first), t.x));

    [Fact]
    public void Slices_join_to_the_tensor_they_came_from() => Check(
        from shape in Gen.Choose(0, 5).ArrayOf(3)
        from x in Values(shape)
        from dimension in Gen.Choose(0, 2)
        from cut in Gen.Choose(0, shape[dimension])
        select (x, dimension, cut),
        t => Same(
            Tensor.Concat(t.dimension, t.x.Slice(t.dimension, 0, t.cut), t.x.Slice(t.dimension, t.cut, t.x.Shape[t.dimension] - t.cut)),
            t.x));

    private static void Check<T>(Gen<T> generator, Func<T, bool> holds) =>
        Prop.ForAll(generator.ToArbitrary(), holds).QuickCheckThrowOnFailure();

    private static Gen<Tensor> Values(params int[] shape) =>
        Exact.ArrayOf(shape.Aggregate(1, (a, b) => a * b)).Select(values => Tensor.FromValues(values, shape));

    /// <summary>A shape that broadcasts to <paramref name="shape"/>: some dimensions are 1, some leading ones are gone.</summary>
    private static Gen<int[]> Repeatable(int[] shape) =>
        from ones in Gen.Elements(false, true).ArrayOf(shape.Length)
        from gone in Gen.Choose(0, shape.Length)
        select shape.Zip(ones, (size, one) => one ? 1 : size).Skip(gone).ToArray();

    private static bool Same(Tensor a, Tensor b) => a.Shape.SequenceEqual(b.Shape) && a.Values.ToArray().AsSpan().SequenceEqual(b.Values.ToArray());

    private static Tensor Naive(Tensor a, Tensor b)
    {
        var (m, k, n) = (a.Shape[0], a.Shape[1], b.Shape[1]);
        var result = new Tensor(m, n);
        for (var i = 0; i < m * n; i++)
        {
            for (var p = 0; p < k; p++)
            {
                result.Values[i] += a.Values[(i / n * k) + p] * b.Values[(p * n) + (i % n)];
            }
        }

        return result;
    }

    private static Tensor Naive(Tensor a, Tensor b, Func<float, float, float> f)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        var shape = new int[rank];
        for (var i = 1; i <= rank; i++)
        {
            var left = i <= a.Rank ? a.Shape[^i] : 1;
            shape[^i] = left == 1 && i <= b.Rank ? b.Shape[^i] : left;
        }

        var result = new Tensor(shape);
        for (var i = 0; i < result.Length; i++)
        {
            result.Values[i] = f(a.Values[Source(a, shape, i)], b.Values[Source(b, shape, i)]);
        }

        return result;
    }

    /// <summary>Where the result's element <paramref name="index"/> comes from in an operand.</summary>
    private static int Source(Tensor operand, int[] shape, int index)
    {
        var (source, stride) = (0, 1);
        for (var i = 1; i <= shape.Length; i++)
        {
            var at = index % shape[^i];
            index /= shape[^i];
            if (i <= operand.Rank)
            {
                source += operand.Shape[^i] == 1 ? 0 : at * stride;
                stride *= operand.Shape[^i];
            }
        }

        return source;
    }
}
