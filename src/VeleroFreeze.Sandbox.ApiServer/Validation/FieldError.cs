using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>One thing wrong with one field, worded as the API server words it.</summary>
/// <param name="Reason">The cause's reason, such as FieldValueInvalid.</param>
/// <param name="Field">The field's path.</param>
/// <param name="Message">What is wrong, without the path.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {value.ToText()}: {detail}");

    public static FieldError Type(string field, JsonNode? value, string expected) =>
        new("FieldValueTypeInvalid", field, $"Invalid value: \"{JsonKind.Of(value)}\": {field} in body must be of type {expected}: \"{JsonKind.Of(value)}\"");

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static FieldError Duplicate(string field, JsonNode? value) => new("FieldValueDuplicate", field, $"Duplicate value: {value.ToText()}");

    public static FieldError TooLong(string field, int limit) => new("FieldValueTooLong", field, $"Too long: may not be more than {limit} bytes");

    public static FieldError NotSupported(string field, JsonNode? value, params IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {value.ToText()}: supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    public override string ToString() => $"{Field}: {Message}";

    public JsonObject ToCause() => new() { ["reason"] = Reason, ["message"] = Message, ["field"] = Field };
}

/// <summary>The names that schemas give to kinds of JSON values.</summary>
internal static class JsonKind
{
    public static string Of(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => node.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => node.NumberAt() is null ? "number" : "integer",
            _ => "boolean",
        },
    };
}
