using StreamHost.Core.Models;
using StreamHost.Core.Packages;

namespace StreamHost.Core.Plugins;

/// <summary>
/// What an assembly in <c>plugins/</c> brings: the mathematics of one family of models. One public class a plugin
/// implements it, with a public constructor without parameters. More abilities are asked for by interface
/// (<c>plugin is IWeightExchange</c>, <c>plugin is ITrainer</c>), never by widening this one.
/// </summary>
public interface IPlugin
{
    /// <summary>The short name by which packages and presets ask for it: lower-case letters, digits and hyphens. Constant.</summary>
    string Id { get; }

    /// <summary>Builds the streaming form of a package's model. [any thread but the hot path's; may allocate]</summary>
    /// <exception cref="InputException">The package's architecture or weights are not what the plugin needs.</exception>
    IEventModel LoadEventModel(ModelPackage package);
}
