using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StreamHost.Core.Packages;

namespace StreamHost.Plugins.CfC.Layout;

/// <summary>
/// What the floats of a stream's state mean: h, then c where the memory is mixed, then the values held, normalised. Two
/// models with the same hash may take over each other's states.
/// </summary>
internal static class StateMeaning
{
    /// <summary>The first 64 bits of a SHA-256 over everything that gives the floats their meaning.</summary>
    public static ulong Hash(NetworkLayout layout, ModelManifest manifest)
    {
        var architecture = layout.Architecture;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"cfc 1;{architecture.Cell};{architecture.Mode};{string.Join(',', layout.Layers)};");
        text.Append(CultureInfo.InvariantCulture, $"{architecture.MixedMemory};{architecture.Missing};");
        text.AppendJoin('\u001f', manifest.Features);
        if (manifest.Normalization is { } normalization)
        {
            text.Append(';').AppendJoin(',', normalization.Mean.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
            text.Append(';').AppendJoin(',', normalization.Scale.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
