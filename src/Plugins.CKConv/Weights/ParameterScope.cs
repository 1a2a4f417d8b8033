using StreamHost.Numerics.Tensors;

namespace StreamHost.Plugins.CKConv.Weights;

/// <summary>The part of a table whose names begin with a prefix.</summary>
/// <param name="Table">The table.</param>
/// <param name="Prefix">What the names begin with, a dot at its end; empty for all.</param>
internal readonly record struct ParameterScope(ParameterTable Table, string Prefix)
{
    /// <summary>The tensors of a part of the part.</summary>
    public ParameterScope Within(string name) => new(Table, $"{Prefix}{name}.");

    /// <summary>A tensor that training changes.</summary>
    /// <param name="name">Its name in this scope.</param>
    /// <param name="start">Draws its starting values.</param>
    /// <param name="shape">Its shape.</param>
    public Tensor Parameter(string name, Start start, params ReadOnlySpan<int> shape) => Table.Add(Prefix + name, Drawn(start, shape), isTrained: true);

    /// <summary>A tensor that training leaves as it is, or that is measured beside it.</summary>
    public Tensor Constant(string name, Start start, params ReadOnlySpan<int> shape) => Table.Add(Prefix + name, Drawn(start, shape), isTrained: false);

    private Tensor Drawn(Start start, ReadOnlySpan<int> shape)
    {
        var tensor = new Tensor(shape);
        start(tensor.Values, Table.Random);
        return tensor;
    }
}
