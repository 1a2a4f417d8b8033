using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Plugins.CfC.Layout;

namespace StreamHost.Plugins.CfC.Weights;

/// <summary>Holds a file's tensor against what a layout asks for.</summary>
internal static class WeightCheck
{
    /// <summary>The values of one tensor.</summary>
    /// <exception cref="InputException">It is missing, of the wrong shape or type, not finite, or a mask of other than 0 and 1.</exception>
    public static float[] Values(ParameterSpec spec, TensorFile file, string where)
    {
        if (!file.Tensors.TryGetValue(spec.Name, out var tensor))
            throw Wrong(spec, where, "it is missing", $"a float32 tensor of shape {Shown(spec.Shape)} is needed");
        if (!tensor.Shape.SequenceEqual(spec.Shape.Select(size => (long)size)))
            throw Wrong(spec, where, $"its shape is {Shown(tensor.Shape)}", $"{Shown(spec.Shape)} is needed");
        if (tensor.Type != TensorElement.Float32)
            throw Wrong(spec, where, $"its elements are {tensor.Type}", "save it as float32");

        var values = tensor.ToFloats();
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad >= 0)
            throw Wrong(spec, where, $"element {bad} is {values[bad]}", "a weight is a finite number");

        bad = spec.IsTrained ? -1 : Array.FindIndex(values, value => value is not (0 or 1));
        if (bad >= 0)
            throw Wrong(spec, where, $"element {bad} is {values[bad]}", "a mask holds 0 and 1");
        return values;
    }

    private static InputException Wrong(ParameterSpec spec, string where, string what, string remedy) =>
        new($"{where}, tensor {spec.Name}", what, remedy);

    private static string Shown<T>(IEnumerable<T> shape) => $"[{string.Join(", ", shape)}]";
}
