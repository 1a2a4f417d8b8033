using System.Text.Json;
using StreamHost.Core.Packages;

namespace StreamHost.Core.Plugins;

/// <summary>An ability of a plugin: reading and writing the weights of other programs of its field.</summary>
public interface IWeightExchange
{
    /// <summary>The formats it knows, by the name of the program they come from (<c>ncps</c>).</summary>
    IReadOnlyList<string> Formats { get; }

    /// <summary>Turns foreign weights into an architecture and weights of this plugin's own, bit for bit where the values are the same. [any thread]</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="weights">The foreign file.</param>
    /// <param name="configuration">The foreign network's configuration, where the file does not tell it itself.</param>
    /// <exception cref="InputException">A tensor is missing, superfluous or of the wrong shape, or the configuration is not understood.</exception>
    (JsonElement Architecture, TensorFile Weights) Import(string format, TensorFile weights, JsonElement? configuration);

    /// <summary>The reverse of <see cref="Import"/>. [any thread]</summary>
    /// <exception cref="InputException">The package cannot be said in that format.</exception>
    TensorFile Export(string format, ModelPackage package);
}
