using StreamHost.Core.Packages;

namespace StreamHost.Training.Networks;

/// <summary>An ability of a plugin: making networks that can be trained. Asked for by <c>plugin is ITrainer</c>.</summary>
public interface ITrainer
{
    /// <summary>Makes a network with fresh weights; the same request gives the same weights to the bit. [any thread]</summary>
    /// <exception cref="Core.InputException">The architecture has an unknown key, a wrong value or does not fit the data.</exception>
    INetwork CreateNetwork(NetworkRequest request);

    /// <summary>Makes the trainable form of a package, for evaluation or further training. [any thread]</summary>
    /// <exception cref="Core.InputException">The package's architecture or weights are not what the plugin needs.</exception>
    INetwork OpenNetwork(ModelPackage package);
}
