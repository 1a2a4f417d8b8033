using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Numerics.Tensors;

namespace StreamHost.Training.Networks;

/// <summary>A package's tensors as a network's parameters.</summary>
public static class PackageParameters
{
    /// <summary>Reads one tensor of a package's weights; training may go on from it. [any thread]</summary>
    /// <param name="package">The package.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="InputException">It is missing, of another shape or type, or holds what is no finite number.</exception>
    public static Parameter ReadParameter(this ModelPackage package, string name, params ReadOnlySpan<int> shape)
    {
        var where = $"{Path.Combine(package.Folder, "weights.safetensors")}, tensor {name}";
        if (!package.Weights.Tensors.TryGetValue(name, out var tensor))
            throw new InputException(where, "it is missing", $"a float32 tensor of shape [{string.Join(", ", shape.ToArray())}] is needed");
        if (tensor.Type != TensorElement.Float32 || !tensor.Shape.SequenceEqual(Array.ConvertAll(shape.ToArray(), size => (long)size)))
            throw new InputException(where, $"it is {tensor.Type} of shape [{string.Join(", ", tensor.Shape)}]", $"float32 of shape [{string.Join(", ", shape.ToArray())}] is needed");

        var values = tensor.ToFloats();
        return Array.TrueForAll(values, float.IsFinite)
            ? new Parameter(name, WithGradient(values, shape))
            : throw new InputException(where, "it holds what is no finite number", "take the weights of a training that went well");
    }

    /// <summary>Parameters as the file of a package, each under its name.</summary>
    internal static TensorFile ToFile(IEnumerable<Parameter> parameters)
    {
        var file = new TensorFile();
        foreach (var (name, tensor) in parameters)
            file.Add(name, TensorData.FromFloats(tensor.Values, Array.ConvertAll(tensor.Shape.ToArray(), size => (long)size)));
        return file;
    }

    private static Tensor WithGradient(float[] values, ReadOnlySpan<int> shape)
    {
        var tensor = Tensor.FromValues(values, shape);
        tensor.RequiresGradient = true;
        return tensor;
    }
}
