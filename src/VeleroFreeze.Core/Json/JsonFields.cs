using System.Globalization;
using System.Text.Json;

namespace VeleroFreeze.Core.Json;

/// <summary>Reads members of objects that others wrote: what is absent, or of another kind than expected, reads as nothing.</summary>
internal static class JsonFields
{
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    public static bool Has(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public static string Text(this JsonElement element, params ReadOnlySpan<string> path) => element.TextOrNull(path) ?? "";

    public static string? TextOrNull(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var found = element.At(path);
        try
        {
            return found.ValueKind == JsonValueKind.String ? found.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which JSON can spell and no Kubernetes name or time has.
            return null;
        }
    }

    public static bool Flag(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.True;

    public static int? Number(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var found = element.At(path);
        return found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var number) ? number : null;
    }

    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(element.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var found = element.At(path);
        return found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [];
    }

    public static IReadOnlyList<string> Texts(this JsonElement element, params ReadOnlySpan<string> path) =>
        [.. element.Items(path).Select(item => item.Text()).Where(text => text.Length > 0)];
}
