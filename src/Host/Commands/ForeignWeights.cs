using StreamHost.Core;
using StreamHost.Core.Packages;
using StreamHost.Core.Packages.PyTorch;

namespace StreamHost.Host.Commands;

/// <summary>Reads weights in the files that other programs write.</summary>
internal static class ForeignWeights
{
    /// <summary>Reads them, by the file's ending.</summary>
    /// <exception cref="InputException">The file is missing, malformed or of an unknown kind.</exception>
    public static TensorFile Read(string path) => Path.GetExtension(path) switch
    {
        ".safetensors" => SafetensorsReader.Read(path),
        ".json" => FlatTensorReader.Read(path),
        ".pt" or ".pth" => PyTorchReader.Read(path),
        _ => throw new InputException(path, "its ending does not say what it is", "give .safetensors, .pt or a flat export's .json"),
    };
}
