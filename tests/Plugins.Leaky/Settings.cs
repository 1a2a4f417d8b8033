namespace StreamHost.Plugins.Leaky;

/// <summary>A type of the plugin's own that a cache of the framework comes to know.</summary>
public sealed class Settings
{
    public int Units { get; set; }
}
