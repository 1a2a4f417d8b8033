using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamHost.Core;

/// <summary>Reads and writes an enumeration in JSON by its members' names in camelCase, never by number.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class EnumNameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
