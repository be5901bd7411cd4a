using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>Members of built-in kinds that anybody trips over who writes them by hand: bytes, texts and times that cannot be decoded as such.</summary>
internal static class MemberTypes
{
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    public static string? ConfigMap(JsonObject node) => Texts(node, "ConfigMap", "data") ?? Bytes(node["binaryData"]);

    public static string? Secret(JsonObject node) => Bytes(node["data"]) ?? Texts(node, "Secret", "stringData");

    public static string? Lease(JsonObject node) => MicroTime(node.At("spec", "acquireTime")) ?? MicroTime(node.At("spec", "renewTime"));

    public static string? Event(JsonObject node) => MicroTime(node["eventTime"]);

    private static string? Texts(JsonObject node, string kind, string member) => (node.ObjectAt(member) ?? [])
        .Where(pair => pair.Value is not null && pair.Value.AsText() is null)
        .Select(pair => $"json: cannot unmarshal {JsonKind.Of(pair.Value)} into Go struct field {kind}.{member} of type string")
        .FirstOrDefault();

    private static string? Bytes(JsonNode? map) => ((map as JsonObject) ?? [])
        .Select(pair => pair.Value.AsText() ?? "")
        .Where(text => !Convert.TryFromBase64String(text, new byte[text.Length], out _))
        .Select(text => $"illegal base64 data at input byte {(text.AsSpan().IndexOfAnyExcept(Base64) is >= 0 and var at ? at : text.Length)}")
        .FirstOrDefault();

    /// <summary>Exactly six digits after the point, as the server itself writes them.</summary>
    private static string? MicroTime(JsonNode? node) =>
        node is null || DateTimeOffset.TryParseExact(node.AsText(), "yyyy-MM-dd'T'HH:mm:ss.ffffffK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : $"parsing time {node.ToText()} as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse it";
}
