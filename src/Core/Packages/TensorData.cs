using System.Runtime.InteropServices;

namespace StreamHost.Core.Packages;

/// <summary>One tensor as it stands in a file: an element type, a shape and little-endian bytes in row-major order.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The dimensions, outermost first; empty for a scalar.</param>
/// <param name="Bytes">The elements; their number times the element's size.</param>
public sealed record TensorData(TensorElement Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The number of elements.</summary>
    public int Length => Bytes.Length / Type.Size();

    /// <summary>Wraps float32 values, copying them.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values as there are.</exception>
    public static TensorData FromFloats(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        long expected = 1;
        foreach (var dimension in shape)
        {
            expected = checked(expected * dimension);
        }

        if (expected != values.Length)
        {
            throw new ArgumentException($"A tensor of {expected} elements was given {values.Length} values.", nameof(values));
        }

        return new TensorData(TensorElement.Float32, shape.ToArray(), MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>The values as float32, converted from any of the element types (a Boolean is 0 or 1).</summary>
    public float[] ToFloats()
    {
        var bytes = Bytes.Span;
        return Type switch
        {
            TensorElement.Float32 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            TensorElement.Float64 => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(bytes).ToArray(), v => (float)v),
            TensorElement.Int64 => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), v => (float)v),
            TensorElement.Int32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), v => (float)v),
            _ => Array.ConvertAll(bytes.ToArray(), v => (float)v),
        };
    }
}
