using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace StreamHost.Engine.Plugins.Retention;

/// <summary>Tells which objects are a plugin's, or of its code; asks reflection alone, and runs nothing of the plugin.</summary>
/// <param name="context">The plugin's load context.</param>
internal sealed partial class PluginCode(AssemblyLoadContext context)
{
    /// <summary>What of the plugin an object is, in words; null where it is none of it.</summary>
    public string? Describe(object value) => value switch
    {
        Delegate called when Method(called) is { } method && Owns(method.Module.Assembly) => Name(method),
        Type type when Owns(type) => $"the type {Name(type)}",
        MemberInfo member when Owns(member.Module.Assembly) => $"the member {Name(member)}",
        AssemblyLoadContext found when found == context => "its load context",
        Assembly assembly when Owns(assembly) => $"the assembly {assembly.GetName().Name}",
        _ when Owns(value.GetType()) => $"an object of {Name(value.GetType())}",
        _ => null,
    };

    /// <summary>Whether a type is the plugin's, or built of one: an array or a list of it.</summary>
    private bool Owns(Type type)
    {
        if (!type.IsCollectible)
            return false;
        if (type.HasElementType)
            return Owns(type.GetElementType()!);
        return Owns(type.Assembly) || (type.IsConstructedGenericType && type.GetGenericArguments().Any(Owns));
    }

    private bool Owns(Assembly assembly) => assembly.IsCollectible && AssemblyLoadContext.GetLoadContext(assembly) == context;

    private static MethodInfo? Method(Delegate called)
    {
        try
        {
            return called.Method;
        }
        catch (MemberAccessException)
        {
            return null;
        }
    }

    private string Name(MemberInfo member) => member.DeclaringType is { } type ? $"{Name(type)}.{Plain(member.Name)}" : Plain(member.Name);

    /// <summary>A type as its author wrote it, the plugin's in full: what the compiler made of a lambda or an asynchronous method has the method's name.</summary>
    private string Name(Type type)
    {
        if (type.IsConstructedGenericType)
            return $"{Name(type.GetGenericTypeDefinition())}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        if (!Owns(type) || type.FullName is not { } full)
            return Plain(type.Name);
        if (type.DeclaringType is { } outer)
            return type.Name.StartsWith("<>c", StringComparison.Ordinal) ? Name(outer) : $"{Name(outer)}.{Plain(type.Name)}";
        return Plain(full);
    }

    private static string Plain(string name) => CompilerMade().Match(name) is { Success: true } made ? made.Groups[1].Value : name.Split('`')[0];

    [GeneratedRegex(@"^<(\w+)>")]
    private static partial Regex CompilerMade();
}
