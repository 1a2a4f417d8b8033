using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using StreamHost.Core;
using StreamHost.Core.Plugins;

namespace StreamHost.Engine.Plugins;

/// <summary>What the metadata of an assembly says; nothing is loaded, none of its code runs.</summary>
internal static class PluginMetadata
{
    /// <summary>More base types than a class has; a malformed assembly may be its own base.</summary>
    private const int DeepestBase = 32;

    /// <summary>The simple name of an assembly; null where the bytes are no managed assembly.</summary>
    public static string? AssemblyName(byte[] image) =>
        Inspect(image, metadata => metadata.IsAssembly ? metadata.GetString(metadata.GetAssemblyDefinition().Name) : null);

    /// <summary>The full name of the one public class that implements <see cref="IPlugin"/>.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="path">What to call it in messages.</param>
    /// <exception cref="InputException">It is no managed assembly, or has none or several such classes.</exception>
    public static string PluginType(byte[] image, string path)
    {
        var found = Inspect(image, metadata => metadata.IsAssembly ? PluginTypes(metadata).ToList() : null)
            ?? throw new InputException(path, "it is no managed assembly", "name the plugin's .NET assembly in plugin.json");
        return found.Count == 1
            ? found[0]
            : throw new InputException(path, $"{found.Count} public classes implement IPlugin", "a plugin has one");
    }

    private static IEnumerable<string> PluginTypes(MetadataReader metadata) =>
        from type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
        where IsPublicClass(type) && IsPlugin(metadata, type, 0)
        select FullName(metadata, type);

    private static T? Inspect<T>(byte[] image, Func<MetadataReader, T?> read)
        where T : class
    {
        try
        {
            using var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
            return file.HasMetadata ? read(file.GetMetadataReader()) : null;
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsPublicClass(TypeDefinition type) =>
        (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public
        && (type.Attributes & (TypeAttributes.Interface | TypeAttributes.Abstract)) == 0
        && type.GetGenericParameters().Count == 0;

    /// <summary>Whether the type, a base of it or an interface of it, within this assembly, names the contract's interface.</summary>
    private static bool IsPlugin(MetadataReader metadata, TypeDefinition type, int depth) => depth < DeepestBase
        && (type.GetInterfaceImplementations().Any(handle => LeadsToPlugin(metadata, metadata.GetInterfaceImplementation(handle).Interface, depth))
            || LeadsToPlugin(metadata, type.BaseType, depth));

    private static bool LeadsToPlugin(MetadataReader metadata, EntityHandle handle, int depth)
    {
        if (handle.IsNil)
            return false;
        if (handle.Kind == HandleKind.TypeDefinition)
            return IsPlugin(metadata, metadata.GetTypeDefinition((TypeDefinitionHandle)handle), depth + 1);
        if (handle.Kind != HandleKind.TypeReference)
            return false;

        var reference = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return metadata.StringComparer.Equals(reference.Name, nameof(IPlugin))
            && metadata.StringComparer.Equals(reference.Namespace, typeof(IPlugin).Namespace!);
    }

    private static string FullName(MetadataReader metadata, TypeDefinition type) =>
        type.Namespace.IsNil ? metadata.GetString(type.Name) : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
}
