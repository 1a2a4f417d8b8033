using StreamHost.Core;

namespace StreamHost.Engine.Plugins;

/// <summary>A folder that is meant to be a plugin and can't be one.</summary>
/// <param name="Name">Its id, or the folder's name where <c>plugin.json</c> does not tell.</param>
/// <param name="Refusal">What is wrong with it.</param>
public sealed record RefusedPlugin(string Name, InputException Refusal);
