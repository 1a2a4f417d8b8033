namespace StreamHost.Core.Packages;

/// <summary>The contents of a safetensors file: named tensors, in the file's order, and its text metadata.</summary>
public sealed class TensorFile
{
    private readonly OrderedDictionary<string, TensorData> _tensors = new(StringComparer.Ordinal);

    /// <summary>The <c>__metadata__</c> of the file: text by text.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The tensors by name, in order.</summary>
    public IReadOnlyDictionary<string, TensorData> Tensors => _tensors;

    /// <summary>Adds a tensor after the others.</summary>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void Add(string name, TensorData tensor) => _tensors.Add(name, tensor);
}
