namespace StreamHost.Core.Packages;

/// <summary>The element types that a safetensors file of ours may hold.</summary>
public enum TensorElement
{
    /// <summary>IEEE 754 single precision (<c>F32</c>).</summary>
    Float32,

    /// <summary>IEEE 754 double precision (<c>F64</c>).</summary>
    Float64,

    /// <summary>Signed 64-bit integer (<c>I64</c>).</summary>
    Int64,

    /// <summary>Signed 32-bit integer (<c>I32</c>).</summary>
    Int32,

    /// <summary>Unsigned 8-bit integer (<c>U8</c>).</summary>
    UInt8,

    /// <summary>A byte that is 0 or 1 (<c>BOOL</c>).</summary>
    Boolean,
}

/// <summary>What is known of an element type.</summary>
public static class TensorElementExtensions
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this TensorElement type) => type switch
    {
        TensorElement.Float64 or TensorElement.Int64 => 8,
        TensorElement.Float32 or TensorElement.Int32 => 4,
        _ => 1,
    };
}
