using StreamHost.Numerics.Tensors;

namespace StreamHost.Numerics.Devices.Managed;

/// <summary>Parts, joins and other arrangements of the same elements.</summary>
internal sealed partial class ManagedDevice
{
    /// <inheritdoc/>
    public Tensor Reshape(Tensor x, int[] shape)
    {
        if (x.IsFinal)
            return Tensor.View(x, shape);

        var result = Tensor.Unfilled(shape, [x], y => AddCopy(y.GradientArray, x));
        x.ValueArray.CopyTo(result.ValueArray, 0);
        return result;
    }

    /// <inheritdoc/>
    public Tensor Transpose(Tensor x, int first, int second)
    {
        var shape = x.Shape.ToArray();
        (shape[first], shape[second]) = (shape[second], shape[first]);
        var sources = TransposedBlocks(x.Shape, first, second, out var block);
        var result = Tensor.Operation(shape, [x], y =>
        {
            for (var i = 0; i < sources.Length; i++)
                Elements.Add(y.Gradient.Slice(i * block, block), x.Gradient.Slice(sources[i], block));
        });
        for (var i = 0; i < sources.Length; i++)
            x.ValueArray.AsSpan(sources[i], block).CopyTo(result.Values[(i * block)..]);
        return result;
    }

    /// <inheritdoc/>
    public Tensor Slice(Tensor x, int dimension, int start, int length)
    {
        var (outer, size, inner) = x.Around(dimension);
        var shape = x.Shape.ToArray();
        shape[dimension] = length;
        var result = Tensor.Operation(shape, [x], y => AddBlocks(y.Gradient, length * inner, 0, x.Gradient, size * inner, start * inner, length * inner, outer));
        CopyBlocks(x.ValueArray, size * inner, start * inner, result.ValueArray, length * inner, 0, length * inner, outer);
        return result;
    }

    /// <inheritdoc/>
    public Tensor Concat(int dimension, Tensor[] parts, int[] shape)
    {
        var starts = new int[parts.Length];
        for (var i = 1; i < parts.Length; i++)
            starts[i] = starts[i - 1] + parts[i - 1].Shape[dimension];
        var total = shape[dimension];
        var result = Tensor.Operation(shape, parts, y =>
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
            CopyBlocks(part.ValueArray, size * inner, 0, result.ValueArray, total * inner, start * inner, size * inner, outer);
        }

        return result;
    }

    /// <inheritdoc/>
    public Tensor PickRows(Tensor x, int[] rows)
    {
        var (batch, width) = (x.Shape[0], x.Shape[2]);
        var starts = rows.Select((row, sample) => ((sample * x.Shape[1]) + row) * width).ToArray();
        var result = Tensor.Operation([batch, width], [x], y =>
        {
            for (var sample = 0; sample < batch; sample++)
                Elements.Add(y.Gradient.Slice(sample * width, width), x.Gradient.Slice(starts[sample], width));
        });
        for (var sample = 0; sample < batch; sample++)
            x.ValueArray.AsSpan(starts[sample], width).CopyTo(result.Values[(sample * width)..]);
        return result;
    }

    /// <inheritdoc/>
    public Tensor TakeRows(Tensor table, int[] rows)
    {
        var width = Tensor.Product(table.Shape[1..]);
        var result = Tensor.Unfilled([rows.Length, .. table.Shape[1..]], [table], y =>
        {
            for (var i = 0; i < rows.Length; i++)
                Elements.Add(y.Gradient.Slice(i * width, width), table.Gradient.Slice(rows[i] * width, width));
        });
        for (var i = 0; i < rows.Length; i++)
            table.ValueArray.AsSpan(rows[i] * width, width).CopyTo(result.ValueArray.AsSpan(i * width));
        return result;
    }

    /// <inheritdoc/>
    public void PutRows(Tensor table, int[] rows, Tensor values)
    {
        var width = Tensor.Product(table.Shape[1..]);
        for (var i = 0; i < rows.Length; i++)
            values.ValueArray.AsSpan(i * width, width).CopyTo(table.ValueArray.AsSpan(rows[i] * width));
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

    /// <summary>Where each contiguous block of the transposed tensor begins in the other: [o, n, m, k, i] becomes [o, k, m, n, i].</summary>
    private static int[] TransposedBlocks(ReadOnlySpan<int> shape, int first, int second, out int block)
    {
        var outer = Tensor.Product(shape[..first]);
        var n = shape[first];
        var middle = first == second ? 1 : Tensor.Product(shape[(first + 1)..second]);
        var k = first == second ? 1 : shape[second];
        block = Tensor.Product(shape[(second + 1)..]);
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
}
