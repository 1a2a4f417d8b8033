namespace StreamHost.Numerics.Tensors;

/// <summary>Parts, joins and other arrangements of the same elements. A dimension below 0 counts from the last.</summary>
public sealed partial class Tensor
{
    /// <summary>The same elements in another shape; this tensor where it is none.</summary>
    /// <param name="shape">The new dimensions; one of them may be -1 and follows from the others.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many elements.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> shape)
    {
        var resolved = ResolveShape(shape);
        if (Shape.SequenceEqual(resolved))
            return this;

        var result = Unfilled(resolved, [this], y => AddCopy(y.GradientArray, this));
        _values.CopyTo(result._values, 0);
        return result;
    }

    /// <summary>Exchanges two dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public Tensor Transpose(int first, int second)
    {
        first = Dimension(first);
        second = Dimension(second);
        var shape = _shape.AsSpan().ToArray();
        (shape[first], shape[second]) = (shape[second], shape[first]);
        var sources = TransposedBlocks(Math.Min(first, second), Math.Max(first, second), out var block);
        var result = Operation(shape, [this], y =>
        {
            for (var i = 0; i < sources.Length; i++)
            {
                Elements.Add(y.Gradient.Slice(i * block, block), Gradient.Slice(sources[i], block));
            }
        });
        for (var i = 0; i < sources.Length; i++)
        {
            Values.Slice(sources[i], block).CopyTo(result.Values[(i * block)..]);
        }

        return result;
    }

    /// <summary>The elements from <paramref name="start"/> on along a dimension, which stays.</summary>
    /// <param name="dimension">Which dimension.</param>
    /// <param name="start">The first index, at least 0.</param>
    /// <param name="length">How many; 0 gives an empty tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension, or it ends earlier.</exception>
    public Tensor Slice(int dimension, int start, int length)
    {
        var (outer, size, inner) = Around(dimension = Dimension(dimension));
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)length, size, nameof(length));
        var shape = _shape.AsSpan().ToArray();
        shape[dimension] = length;
        var result = Operation(shape, [this], y => AddBlocks(y.Gradient, length * inner, 0, Gradient, size * inner, start * inner, length * inner, outer));
        CopyBlocks(_values, size * inner, start * inner, result._values, length * inner, 0, length * inner, outer);
        return result;
    }

    /// <summary>Joins tensors along a dimension that they all have; their other dimensions are equal.</summary>
    /// <exception cref="ArgumentException">There is none, or the shapes differ elsewhere.</exception>
    public static Tensor Concat(int dimension, params ReadOnlySpan<Tensor> tensors)
    {
        var parts = tensors.ToArray();
        var shape = ConcatShape(ref dimension, parts);
        var starts = new int[parts.Length];
        for (var i = 1; i < parts.Length; i++)
        {
            starts[i] = starts[i - 1] + parts[i - 1].Around(dimension).Size;
        }

        var total = shape[dimension];
        var result = Operation(shape, parts, y =>
        {
            foreach (var (part, start) in parts.Zip(starts))
            {
                if (part.RequiresGradient)
                {
                    var (outer, size, inner) = part.Around(dimension);
                    AddBlocks(y.Gradient, total * inner, start * inner, part.Gradient, size * inner, 0, size * inner, outer);
                }
            }
        });
        foreach (var (part, start) in parts.Zip(starts))
        {
            var (outer, size, inner) = part.Around(dimension);
            CopyBlocks(part._values, size * inner, 0, result._values, total * inner, start * inner, size * inner, outer);
        }

        return result;
    }

    /// <summary>Puts tensors of one shape side by side along a new dimension, which stands at <paramref name="dimension"/> of the result.</summary>
    /// <exception cref="ArgumentException">There is none, or the shapes differ.</exception>
    public static Tensor Stack(int dimension, params ReadOnlySpan<Tensor> tensors)
    {
        var rows = new Tensor[tensors.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var shape = tensors[i]._shape.ToList();
            shape.Insert(dimension < 0 ? dimension + shape.Count + 1 : dimension, 1);
            rows[i] = tensors[i].Reshape([.. shape]);
        }

        return Concat(dimension, rows);
    }

    private static int[] ConcatShape(ref int dimension, Tensor[] parts)
    {
        if (parts.Length == 0)
        {
            throw new ArgumentException("There is no tensor to join.", nameof(parts));
        }

        dimension = parts[0].Dimension(dimension);
        var shape = parts[0]._shape.AsSpan().ToArray();
        foreach (var part in parts.AsSpan(1))
        {
            var same = part.Rank == shape.Length;
            for (var i = 0; same && i < shape.Length; i++)
            {
                same = i == dimension || part._shape[i] == shape[i];
            }

            if (!same)
            {
                throw new ArgumentException($"{part.ShapeText} and {parts[0].ShapeText} do not join along dimension {dimension}.", nameof(parts));
            }

            shape[dimension] += part._shape[dimension];
        }

        return shape;
    }

    private static void CopyBlocks(ReadOnlySpan<float> source, int sourceStep, int sourceStart, Span<float> target, int targetStep, int targetStart, int length, int count)
    {
        for (var i = 0; i < count; i++)
        {
            source.Slice((i * sourceStep) + sourceStart, length).CopyTo(target[((i * targetStep) + targetStart)..]);
        }
    }

    private static void AddBlocks(ReadOnlySpan<float> source, int sourceStep, int sourceStart, Span<float> target, int targetStep, int targetStart, int length, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Elements.Add(source.Slice((i * sourceStep) + sourceStart, length), target[((i * targetStep) + targetStart)..]);
        }
    }

    /// <summary>Where each contiguous block of the transposed tensor begins in this one: [o, n, m, k, i] becomes [o, k, m, n, i].</summary>
    private int[] TransposedBlocks(int first, int second, out int block)
    {
        var outer = Product(_shape.AsSpan(0, first));
        var n = _shape[first];
        var middle = first == second ? 1 : Product(_shape.AsSpan((first + 1)..second));
        var k = first == second ? 1 : _shape[second];
        block = Product(_shape.AsSpan(second + 1));
        var starts = new int[outer * n * middle * k];
        var at = 0;
        for (var o = 0; o < outer; o++)
        {
            for (var c = 0; c < k; c++)
            {
                for (var m = 0; m < middle; m++)
                {
                    for (var r = 0; r < n; r++)
                    {
                        starts[at++] = ((((((o * n) + r) * middle) + m) * k) + c) * block;
                    }
                }
            }
        }

        return starts;
    }

    private int[] ResolveShape(ReadOnlySpan<int> shape)
    {
        var resolved = shape.ToArray();
        var open = resolved.IndexOf(-1);
        if (open >= 0)
        {
            resolved[open] = 1;
            var rest = Product(resolved);
            resolved[open] = rest == 0 ? 0 : Length / rest;
        }

        return Product(resolved) == Length
            ? resolved
            : throw new ArgumentException($"{ShapeText} has {Length} elements; [{string.Join(", ", shape.ToArray())}] does not.", nameof(shape));
    }

    /// <summary>The tensor seen as [outer, size, inner] with <paramref name="dimension"/> in the middle.</summary>
    private (int Outer, int Size, int Inner) Around(int dimension) =>
        (Product(_shape.AsSpan(0, dimension)), _shape[dimension], Product(_shape.AsSpan(dimension + 1)));

    private int Dimension(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, -Rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dimension, Rank);
        return dimension < 0 ? dimension + Rank : dimension;
    }

    private string ShapeText => $"[{string.Join(", ", _shape)}]";
}
