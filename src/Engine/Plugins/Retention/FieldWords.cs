using System.Reflection;
using System.Runtime.Loader;

namespace StreamHost.Engine.Plugins.Retention;

/// <summary>What people call a field: where it keeps the handlers of an event, the event.</summary>
internal static class FieldWords
{
    /// <summary>A static field, or the event whose handlers it keeps.</summary>
    public static string Of(FieldInfo field) => EventOf(field) ?? $"the static field {field.DeclaringType!.FullName}.{field.Name}";

    /// <summary>The event whose handlers a field keeps; null where it keeps none.</summary>
    public static string? EventOf(FieldInfo field)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.IgnoreCase;
        if (!typeof(Delegate).IsAssignableFrom(field.FieldType) || field.DeclaringType!.GetEvent(field.Name.TrimStart('_'), Any) is not { } found)
            return null;

        // Some of the application domain's events are kept elsewhere than where people find them.
        var isDomains = field.DeclaringType == typeof(AppContext) || (field.DeclaringType == typeof(AssemblyLoadContext) && field.IsStatic);
        return $"the event {(isDomains ? nameof(AppDomain) : field.DeclaringType.Name)}.{found.Name}";
    }
}
