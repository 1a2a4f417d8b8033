using System.Reflection;

namespace StreamHost.Engine.Plugins.Retention;

/// <summary>The objects that an object refers to, field by field: no property is read, no code of theirs runs. Used by one thread.</summary>
internal sealed class ObjectGraph
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<Type, FieldInfo[]> _fields = [];

    /// <summary>Whether a field of that type can lead to a plugin's object.</summary>
    public static bool MayHold(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsPointer && !type.IsFunctionPointer && !type.IsByRef && !type.IsByRefLike && type != typeof(string);

    /// <summary>
    /// What an object refers to, and the event by which it does if it is one. Types, assemblies and threads lead everywhere and are not
    /// followed.
    /// </summary>
    public IEnumerable<(object Value, string? Event)> ReferencesOf(object value) => value switch
    {
        MemberInfo or Assembly or Module or Thread or string or Pointer => [],
        Delegate called => Targets(called).Select(target => (target, (string?)null)),
        Array array => MayHold(array.GetType().GetElementType()!) ? array.Cast<object?>().OfType<object>().Select(element => (element, (string?)null)) : [],
        _ => FieldsOf(value.GetType()).Select(field => (Value: field.GetValue(value)!, FieldWords.EventOf(field))).Where(reference => reference.Value is not null),
    };

    /// <summary>The parts of a delegate of several; the target of a single one.</summary>
    private static IEnumerable<object> Targets(Delegate called) =>
        called.HasSingleTarget ? called.Target is { } target ? [target] : [] : called.GetInvocationList();

    private FieldInfo[] FieldsOf(Type type)
    {
        if (_fields.TryGetValue(type, out var fields))
            return fields;

        fields = [.. type.GetFields(OwnFields).Where(field => MayHold(field.FieldType)), .. type.BaseType is { } parent ? FieldsOf(parent) : []];
        _fields.Add(type, fields);
        return fields;
    }
}
