using System.Text.Json;

namespace VeleroFreeze.Kubernetes.Objects;

/// <summary>How JSON of the API is read.</summary>
public static class KubernetesJson
{
    /// <summary>
    /// The API server (Go) stores objects nested 10,000 deep. With .NET's default of 64, one such object of any tenant would end every list it
    /// is part of.
    /// </summary>
    internal static JsonDocumentOptions Options { get; } = new() { MaxDepth = 10_000 };

    /// <summary>For writing what was read so.</summary>
    public static JsonSerializerOptions Deep { get; } = new() { MaxDepth = 10_000 };

    /// <returns>The member, or an undefined element when it is missing or this is not an object.</returns>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <returns>The member's text, or null when it is missing or not a string.</returns>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <returns>The member as an integer, or null when it is missing, not a number or out of range.</returns>
    public static int? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <returns>The string members of a map such as <c>labels</c>; empty when it is missing.</returns>
    public static IReadOnlyDictionary<string, string> Map(this JsonElement element, string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.Member(name) is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (var member in members.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String))
            {
                map[member.Name] = member.Value.GetString()!;
            }
        }

        return map;
    }
}
