using StreamHost.Numerics.Devices;

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
        return Shape.SequenceEqual(resolved) ? this : TensorDevice.Current.Reshape(this, resolved);
    }

    /// <summary>Exchanges two dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public Tensor Transpose(int first, int second)
    {
        first = Dimension(first);
        second = Dimension(second);
        return TensorDevice.Current.Transpose(this, Math.Min(first, second), Math.Max(first, second));
    }

    /// <summary>The elements from <paramref name="start"/> on along a dimension, which stays.</summary>
    /// <param name="dimension">Which dimension.</param>
    /// <param name="start">The first index, at least 0.</param>
    /// <param name="length">How many; 0 gives an empty tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension, or it ends earlier.</exception>
    public Tensor Slice(int dimension, int start, int length)
    {
        dimension = Dimension(dimension);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)length, _shape[dimension], nameof(length));
        return TensorDevice.Current.Slice(this, dimension, start, length);
    }

    /// <summary>Joins tensors along a dimension that they all have; their other dimensions are equal.</summary>
    /// <exception cref="ArgumentException">There is none, or the shapes differ elsewhere.</exception>
    public static Tensor Concat(int dimension, params ReadOnlySpan<Tensor> tensors)
    {
        var parts = tensors.ToArray();
        var shape = ConcatShape(ref dimension, parts);
        return TensorDevice.Current.Concat(dimension, parts, shape);
    }

    /// <summary>One row of each sample: from [batch, rows, width] is [batch, width].</summary>
    /// <param name="rows">[batch]: which row.</param>
    /// <exception cref="ArgumentException">It has not three dimensions, or there are not as many rows asked for as samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Tensor PickRows(params ReadOnlySpan<int> rows)
    {
        if (Rank != 3 || rows.Length != _shape[0])
            throw new ArgumentException($"{rows.Length} rows can't be picked out of {ShapeText}.", nameof(rows));
        foreach (var row in rows)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_shape[1], nameof(rows));
        return TensorDevice.Current.PickRows(this, rows.ToArray());
    }

    /// <summary>Some rows of a table [rows, ..], in the order that they are asked for: [as many, ..].</summary>
    /// <param name="rows">Which rows; one may be asked for more than once.</param>
    /// <exception cref="ArgumentException">It has no dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Tensor TakeRows(params ReadOnlySpan<int> rows)
    {
        RequireRows(rows);
        return TensorDevice.Current.TakeRows(this, rows.ToArray());
    }

    /// <summary>Writes some rows of this table [rows, ..] in place and without gradients; where a device is in use, there, where the table stays from then on.</summary>
    /// <param name="values">[as many, ..].</param>
    /// <param name="rows">Which rows; none twice.</param>
    /// <exception cref="ArgumentException">It has no dimension, or the values are not as many rows as long as its own.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void PutRows(Tensor values, params ReadOnlySpan<int> rows)
    {
        RequireRows(rows);
        if (!values.Shape.SequenceEqual([rows.Length, .. Shape[1..]]))
            throw new ArgumentException($"{values.ShapeText} are not {rows.Length} rows of {ShapeText}.", nameof(values));
        TensorDevice.Current.PutRows(this, rows.ToArray(), values);
    }

    private void RequireRows(ReadOnlySpan<int> rows)
    {
        if (Rank == 0)
            throw new ArgumentException("A scalar has no rows.", nameof(rows));
        foreach (var row in rows)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_shape[0], nameof(rows));
    }

    /// <summary>Puts tensors of one shape side by side along a new dimension, which stands at <paramref name="dimension"/> of the result.</summary>
    /// <exception cref="ArgumentException">There is none, the shapes differ, or the result has no such dimension.</exception>
    public static Tensor Stack(int dimension, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.Length == 0)
            throw new ArgumentException("There is no tensor to put beside others.", nameof(tensors));
        var first = tensors[0];
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, -first.Rank - 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, first.Rank);
        foreach (var tensor in tensors)
        {
            if (!tensor.Shape.SequenceEqual(first.Shape))
                throw new ArgumentException($"{tensor.ShapeText} and {first.ShapeText} can't stand side by side.", nameof(tensors));
        }

        var at = dimension < 0 ? dimension + first.Rank + 1 : dimension;
        var rows = new Tensor[tensors.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = tensors[i].Reshape([.. first._shape[..at], 1, .. first._shape[at..]]);
        return Concat(at, rows);
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

        Product(shape);
        return shape;
    }

    private int[] ResolveShape(ReadOnlySpan<int> shape)
    {
        var resolved = shape.ToArray();
        if (resolved.Count(size => size == -1) > 1)
            throw new ArgumentException($"[{string.Join(", ", resolved)}] leaves more than one dimension to follow from the others.", nameof(shape));
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
    internal (int Outer, int Size, int Inner) Around(int dimension) =>
        (Product(_shape.AsSpan(0, dimension)), _shape[dimension], Product(_shape.AsSpan(dimension + 1)));

    private int Dimension(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, -Rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dimension, Rank);
        return dimension < 0 ? dimension + Rank : dimension;
    }

    private string ShapeText => $"[{string.Join(", ", _shape)}]";
}
