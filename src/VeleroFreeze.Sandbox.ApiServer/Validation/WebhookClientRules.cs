using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes the address of a webhook wrong.</summary>
internal static class WebhookClientRules
{
    public static IEnumerable<FieldError> Check(JsonObject? client, string field) => (client?["url"], client?["service"]) switch
    {
        (not null, null) => [.. Url(client!, field), .. Bundle(client!, field)],
        (null, JsonObject service) => [.. Service(service, $"{field}.service"), .. Bundle(client!, field)],
        _ => [FieldError.Required(field, "exactly one of url or service is required")],
    };

    private static IEnumerable<FieldError> Url(JsonObject client, string field)
    {
        var text = client.TextAt("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return [FieldError.Invalid($"{field}.url", client["url"], "must be a valid URL")];
        }

        (bool IsWrong, string Text)[] rules =
        [
            (url.Scheme != "https", $"'https' is the only allowed URL scheme; desired format: https://host[/path]: '{url.Scheme}'"),
            (url.Host.Length == 0, "host must be specified; desired format: https://host[/path]: ''"),
            (url.UserInfo.Length > 0, "user information is not permitted in the URL"),
            (url.Fragment.Length > 0, "fragments are not permitted in the URL"),
            (url.Query.Length > 0, "query parameters are not permitted in the URL"),
        ];
        return rules.Where(rule => rule.IsWrong).Select(rule => FieldError.Invalid($"{field}.url", client["url"], rule.Text));
    }

    private static IEnumerable<FieldError> Service(JsonObject service, string field)
    {
        foreach (var name in (string[])["name", "namespace"])
        {
            if (string.IsNullOrEmpty(service.TextAt(name)))
            {
                yield return FieldError.Required($"{field}.{name}", $"service {name} is required");
            }
        }

        if (service.NumberAt("port") is not (>= 1 and <= 65535))
        {
            yield return FieldError.Invalid($"{field}.port", service["port"], "port is not valid: must be between 1 and 65535, inclusive");
        }

        foreach (var error in Path(service, $"{field}.path"))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> Path(JsonObject service, string field)
    {
        if (service.TextAt("path") is not { Length: > 0 } path || path == "/")
        {
            return [];
        }

        if (!path.StartsWith('/'))
        {
            return [FieldError.Invalid(field, service["path"], "must start with a '/'")];
        }

        return (path.EndsWith('/') ? path[1..^1] : path[1..]).Split('/').Index()
            .SelectMany(step => step.Item.Length == 0
                ? [FieldError.Invalid(field, service["path"], $"segment[{step.Index}] may not be empty")]
                : NameRules.Subdomain(step.Item).Select(text => FieldError.Invalid(field, service["path"], $"segment[{step.Index}]: {text}")));
    }

    /// <summary>What is in the bundle shows only when the webhook is called: a configuration may be written before its certificates.</summary>
    private static IEnumerable<FieldError> Bundle(JsonObject client, string field) =>
        Convert.TryFromBase64String(client.TextAt("caBundle") ?? "", new byte[client.TextAt("caBundle")?.Length ?? 0], out _)
            ? []
            : [FieldError.Invalid($"{field}.caBundle", client["caBundle"], "illegal base64 data")];
}
