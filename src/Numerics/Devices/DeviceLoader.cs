using System.Reflection;
using System.Runtime.Loader;

namespace StreamHost.Numerics.Devices;

/// <summary>Loads a device's assembly, with all that it brings along, in a context of its own; for as long as the program runs, since native libraries stay.</summary>
public static class DeviceLoader
{
    /// <summary>Loads a provider of devices.</summary>
    /// <param name="assembly">The assembly's path.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="BadImageFormatException">It is no assembly, or holds no provider of devices.</exception>
    public static ITensorDeviceProvider Load(string assembly)
    {
        var context = new Context(Path.GetFullPath(assembly));
        var provider = context.LoadFromAssemblyPath(context.AssemblyPath).GetExportedTypes()
            .FirstOrDefault(type => typeof(ITensorDeviceProvider).IsAssignableFrom(type) && !type.IsAbstract);
        return provider is null
            ? throw new BadImageFormatException($"{assembly} holds no provider of devices.")
            : (ITensorDeviceProvider)Activator.CreateInstance(provider)!;
    }

    private sealed class Context(string path) : AssemblyLoadContext($"device {Path.GetFileNameWithoutExtension(path)}")
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        public string AssemblyPath => path;

        /// <summary>What the host has is the host's: one Numerics for both.</summary>
        protected override Assembly? Load(AssemblyName name) =>
            Default.Assemblies.Any(shared => shared.GetName().Name == name.Name) || _resolver.ResolveAssemblyToPath(name) is not { } found ? null : LoadFromAssemblyPath(found);

        protected override nint LoadUnmanagedDll(string name) =>
            _resolver.ResolveUnmanagedDllToPath(name) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}
