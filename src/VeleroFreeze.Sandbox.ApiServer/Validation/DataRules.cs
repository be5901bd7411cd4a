using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes the data of config maps and secrets wrong.</summary>
internal static class DataRules
{
    public const string ServiceAccountTokenType = "kubernetes.io/service-account-token";
    public const string ServiceAccountNameKey = "kubernetes.io/service-account.name";

    public static IEnumerable<FieldError> ConfigMap(JsonObject node, JsonObject? before) =>
        Keys(node, "data").Concat(Keys(node, "binaryData")).Concat(Twice(node)).Concat(Immutability(node, before, "data", "binaryData"));

    public static IEnumerable<FieldError> Secret(JsonObject node, JsonObject? before)
    {
        var type = before is not null && node.TextAt("type") != before.TextAt("type")
            ? [FieldError.Invalid("type", node["type"], "field is immutable")]
            : Array.Empty<FieldError>();
        return Keys(node, "data").Concat(type).Concat(TokenOwner(node)).Concat(Immutability(node, before, "data"));
    }

    /// <summary>A Secret for a service account's token says whose.</summary>
    private static IEnumerable<FieldError> TokenOwner(JsonObject node) =>
        node.TextAt("type") == ServiceAccountTokenType && string.IsNullOrEmpty(node.TextAt("metadata", "annotations", ServiceAccountNameKey))
            ? [FieldError.Required($"metadata.annotations[{ServiceAccountNameKey}]")]
            : [];

    private static IEnumerable<FieldError> Twice(JsonObject node) =>
        from member in node.ObjectAt("data") ?? []
        where node.At("binaryData", member.Key) is not null
        select FieldError.Invalid($"data[{member.Key}]", JsonValue.Create(member.Key), "duplicate of key present in binaryData");

    private static IEnumerable<FieldError> Keys(JsonObject node, string map) =>
        from member in node.ObjectAt(map) ?? []
        where member.Key.Length == 0 || member.Key.Length > 253 || member.Key is "." or ".." || !member.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        select FieldError.Invalid(
            $"{map}[{member.Key}]",
            JsonValue.Create(member.Key),
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");

    private static IEnumerable<FieldError> Immutability(JsonObject node, JsonObject? before, params string[] members)
    {
        if (before.BoolAt("immutable") != true)
        {
            return [];
        }

        var changed = members.Where(member => !JsonNode.DeepEquals(node[member], before![member])).Select(member => FieldError.Forbidden(member, "field is immutable when `immutable` is set"));
        return node.BoolAt("immutable") == true ? changed : changed.Prepend(FieldError.Forbidden("immutable", "field is immutable when `immutable` is set"));
    }
}
