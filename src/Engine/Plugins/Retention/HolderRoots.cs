using System.Reflection;
using System.Runtime.Loader;

namespace StreamHost.Engine.Plugins.Retention;

/// <summary>
/// The places that outlive a plugin and are known to hold on to one: events, timers and caches of the framework, and the static fields of
/// every assembly that knows the plugin contract. What a version of the framework lacks is passed over. Reading a static field runs its
/// type's initialiser where that has not run yet: one of the host's own, never one of the plugin's.
/// </summary>
internal static class HolderRoots
{
    /// <summary>Types of the framework by assembly, with what to call their static fields; empty: by the field's own name.</summary>
    private static readonly (string Assembly, string Type, string Words)[] Framework =
    [
        ("System.Private.CoreLib", "System.AppContext", ""),
        ("System.Private.CoreLib", "System.AppDomain", ""),
        ("System.Private.CoreLib", "System.Runtime.Loader.AssemblyLoadContext", ""),
        ("System.Private.CoreLib", "System.Threading.Tasks.TaskScheduler", ""),
        ("System.Private.CoreLib", "System.Threading.TimerQueue", "a running timer"),
        ("System.Private.CoreLib", "System.Threading.ThreadPool", "work queued on the thread pool"),
        ("System.Private.CoreLib", "System.Runtime.InteropServices.PosixSignalRegistration", "a signal's handler (PosixSignalRegistration)"),
        ("System.Private.CoreLib", "System.Text.EncodingProvider", "Encoding.RegisterProvider"),
        ("System.Private.CoreLib", "System.Diagnostics.Tracing.EventListener", "an EventListener"),
        ("System.Console", "System.Console", "Console (its streams and CancelKeyPress)"),
        ("System.Text.Json", "System.Text.Json.JsonSerializerOptions", "the cache of JsonSerializer's default options"),
        ("System.Text.Json", "System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver", "the cache of JsonSerializer's default resolver"),
        ("System.Text.Json", "System.Text.Json.Serialization.Metadata.ReflectionEmitCachingMemberAccessor", "the cache of JsonSerializer's accessors"),
        ("System.ComponentModel.TypeConverter", "System.ComponentModel.TypeDescriptor", "the cache of TypeDescriptor"),
        ("System.ComponentModel.TypeConverter", "System.ComponentModel.ReflectTypeDescriptionProvider", "the cache of TypeDescriptor"),
        ("System.Diagnostics.DiagnosticSource", "System.Diagnostics.ActivitySource", "an ActivitySource or its listener"),
        ("System.Diagnostics.DiagnosticSource", "System.Diagnostics.DiagnosticListener", "a DiagnosticListener"),
        ("System.Diagnostics.DiagnosticSource", "System.Diagnostics.Metrics.Meter", "a Meter"),
        ("System.Diagnostics.DiagnosticSource", "System.Diagnostics.Metrics.MeterListener", "a MeterListener"),
    ];

    /// <summary>All of them, as they are now.</summary>
    public static IEnumerable<HolderRoot> All()
    {
        var assemblies = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly is { IsCollectible: false, IsDynamic: false }).ToList();
        var named = assemblies.ToLookup(assembly => assembly.GetName().Name, StringComparer.Ordinal);
        foreach (var (assembly, type, words) in Framework)
        {
            foreach (var root in named[assembly].Select(found => found.GetType(type)).OfType<Type>().SelectMany(found => StaticFields(found, words)))
                yield return root;
        }

        yield return new HolderRoot("the host's AssemblyLoadContext.Default", AssemblyLoadContext.Default);
        foreach (var root in assemblies.Where(KnowsContract).SelectMany(TypesOf).SelectMany(type => StaticFields(type, "")))
            yield return root;
    }

    private static bool KnowsContract(Assembly assembly)
    {
        const string Ours = "StreamHost.";
        return assembly.GetName().Name!.StartsWith(Ours, StringComparison.Ordinal)
            || assembly.GetReferencedAssemblies().Any(reference => reference.Name!.StartsWith(Ours, StringComparison.Ordinal));
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>();
        }
    }

    private static IEnumerable<HolderRoot> StaticFields(Type type, string words)
    {
        if (type.ContainsGenericParameters)
            yield break;

        foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if (ObjectGraph.MayHold(field.FieldType) && !field.IsLiteral && Value(field) is { } value)
                yield return new HolderRoot(words.Length > 0 ? words : FieldWords.Of(field), value);
        }
    }

    /// <summary>The value of a static field; null too where the type's own initialiser fails.</summary>
    private static object? Value(FieldInfo field)
    {
        try
        {
            return field.GetValue(null);
        }
        catch (Exception exception) when (exception is TypeInitializationException or NotSupportedException or FieldAccessException or TypeLoadException or IOException)
        {
            return null;
        }
    }
}
