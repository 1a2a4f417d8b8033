using StreamHost.Numerics.Memory;
using StreamHost.Numerics.Vectors;

namespace StreamHost.Numerics.Matrices;

/// <summary>
/// A matrix that many others are multiplied with from the left, its columns padded to whole cache lines, so that a product reads it in
/// place. Immutable; a row's product is the same to the bit whatever other rows there are.
/// </summary>
public sealed unsafe class PackedMatrix : IDisposable
{
    private readonly AlignedMemory _memory;
    private readonly AlignedMemory _start;

    /// <summary>Packs a matrix.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="start">[columns]: what each row of a product starts from, such as a bias; empty for zeros.</param>
    /// <exception cref="ArgumentException">The sizes don't fit.</exception>
    public PackedMatrix(ReadOnlySpan<float> values, int rows, int columns, ReadOnlySpan<float> start = default)
    {
        if (values.Length != rows * columns || (start.Length > 0 && start.Length != columns))
            throw new ArgumentException($"{values.Length} values and {start.Length} to start from are not [{rows}, {columns}].", nameof(values));

        (Rows, Columns) = (rows, columns);
        Width = AlignedMemory.WholeLines(columns);
        (_memory, _start) = (new AlignedMemory(rows * Width), new AlignedMemory(Width));
        for (var row = 0; row < rows; row++)
            values.Slice(row * columns, columns).CopyTo(_memory.Span[(row * Width)..]);
        start.CopyTo(_start.Span);
    }

    /// <summary>Rows: the length of the sums.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>Columns with their padding: the floats of a row of a product.</summary>
    public int Width { get; }

    /// <summary>c = a times this. Allocates nothing. [any thread]</summary>
    /// <param name="a">[rows of a, <see cref="Rows"/>], each row a number of floats after the one before.</param>
    /// <param name="c">[rows of a, <see cref="Width"/>]; what stands in the padding is 0.</param>
    /// <param name="rows">Rows of a.</param>
    /// <param name="stride">Floats from a row of a to the next, at least 1; rows may overlap.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Multiply(ReadOnlySpan<float> a, Span<float> c, int rows, int stride)
    {
        if (rows > 0 && (a.Length < ((rows - 1) * stride) + Rows || c.Length < rows * Width))
            throw new ArgumentException($"{a.Length} and {c.Length} floats don't hold {rows} rows.", nameof(a));

        fixed (float* from = a, to = c)
        {
            var action = new Product(this, from, to, rows, stride);
            Widths.Run(ref action);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _start.Dispose();
    }

    private readonly struct Product(PackedMatrix matrix, float* a, float* c, int rows, int stride) : IWidthAction
    {
        public void Run<TLanes, TVector>()
            where TLanes : struct, ILanes<TVector>
            where TVector : struct
        {
            var operands = new TileOperands(matrix.Rows, stride, 1, matrix.Width, 0, matrix.Width);
            RowsProduct<TLanes, TVector>.Multiply(operands, a, matrix._memory.Start, matrix._start.Start, c, rows, matrix.Width / TLanes.Count);
        }
    }
}
