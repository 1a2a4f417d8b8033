using StreamHost.Core;

namespace StreamHost.Engine.Plugins;

/// <summary>A plugin's folder as it was last seen.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Name">The plugin's id, or the folder's name where <c>plugin.json</c> does not tell.</param>
/// <param name="DescriptionText">The bytes of <c>plugin.json</c>.</param>
/// <param name="Description">What it says; null where it is refused.</param>
/// <param name="Refusal">What is wrong; null where nothing is.</param>
internal sealed record PluginPlace(string Folder, string Name, byte[] DescriptionText, PluginDescription? Description, InputException? Refusal)
{
    /// <summary>Looks at a folder without running any of its code.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="shared">The simple names of the assemblies that are the host's alone to bring.</param>
    public static PluginPlace Look(string folder, IReadOnlySet<string> shared)
    {
        var (name, text) = (Path.GetFileName(folder), Array.Empty<byte>());
        try
        {
            text = PluginFiles.ReadDescription(folder);
            name = PluginDescription.Parse(text, folder).Id;
            var files = PluginFiles.Read(folder, shared);
            return new PluginPlace(folder, files.Description.Id, files.DescriptionText, files.Description, Refusal: null);
        }
        catch (InputException refusal)
        {
            return new PluginPlace(folder, name, text, Description: null, refusal);
        }
    }

    /// <summary>Looks again; what is good and has the same <c>plugin.json</c> is not read anew.</summary>
    public PluginPlace LookAgain(IReadOnlySet<string> shared)
    {
        try
        {
            return Refusal is null && PluginFiles.ReadDescription(Folder).AsSpan().SequenceEqual(DescriptionText) ? this : Look(Folder, shared);
        }
        catch (InputException)
        {
            return Look(Folder, shared);
        }
    }

    /// <summary>Whether nothing changed since the other look: the same build, or the same refusal.</summary>
    public bool IsAs(PluginPlace other) =>
        Folder == other.Folder && DescriptionText.AsSpan().SequenceEqual(other.DescriptionText) && Refusal?.Message == other.Refusal?.Message;
}
