namespace StreamHost.Core.Sounds;

/// <summary>Something outside of the program that reads sounds, and may not be installed.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Package">The package that brings it.</param>
/// <param name="TryOpen">Opens a file with it.</param>
internal sealed record SoundDecoder(string Name, string Package, SoundDecoder.Opening TryOpen)
{
    /// <summary>Opens an existing file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refusal">Why it can't be read, on one line; null where it can, and where the decoder is not installed.</param>
    /// <returns>The reader, or null.</returns>
    public delegate SoundReader? Opening(string path, out string? refusal);
}
