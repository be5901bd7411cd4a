using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Client;

/// <summary>Where objects stand in the API.</summary>
internal static class ResourcePaths
{
    public static string Of(JsonObject item)
    {
        var version = item.TextAt("apiVersion")!;
        var root = version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";
        return $"{root}/namespaces/{Uri.EscapeDataString(item.Namespace())}/{item.TextAt("kind")!.ToLowerInvariant()}s";
    }

    public static string Named(JsonObject item) => $"{Of(item)}/{Uri.EscapeDataString(item.Name())}";
}
