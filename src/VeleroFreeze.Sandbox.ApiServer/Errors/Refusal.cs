using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Errors;

/// <summary>Every way in which a request is refused, worded as the API server words it.</summary>
internal static class Refusal
{
    public static StatusException NotFound(ResourceType type, string name) =>
        Of(404, "NotFound", $"{type.GroupResource} \"{name}\" not found", Details(type, type.Plural, name));

    /// <summary>Nothing is served at this path.</summary>
    public static StatusException NoSuchPath() => Of(404, "NotFound", "the server could not find the requested resource", []);

    public static StatusException AlreadyExists(ResourceType type, string name) =>
        Of(409, "AlreadyExists", $"{type.GroupResource} \"{name}\" already exists", Details(type, type.Plural, name));

    public static StatusException Conflict(ResourceType type, string name, string? why = null) => Of(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {type.GroupResource} \"{name}\": {why ?? "the object has been modified; please apply your changes to the latest version and try again"}",
        Details(type, type.Plural, name));

    /// <summary>Unlike every other conflict, this one names the kind and not the resource.</summary>
    public static StatusException PreconditionFailed(ResourceType type, string name, string what, string asked, string? found, string cause) => Of(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {type.GroupKind} \"{name}\": the {what} in the precondition ({asked}) does not match the {what} in record ({found}). The object might have been {cause}",
        Details(type, type.Kind, name));

    public static StatusException Invalid(ResourceType type, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(type.GroupKind, Details(type, type.Kind, name), name, errors);

    /// <summary>A write without a version names the resource where other errors name the kind.</summary>
    public static StatusException InvalidResource(ResourceType type, string name, FieldError error) =>
        Invalid(type.GroupResource, Details(type, type.Plural, name), name, [error]);

    /// <summary>The options of a request are wrong, not its object.</summary>
    public static StatusException InvalidOptions(string kind, params FieldError[] errors) =>
        Invalid($"{kind}.meta.k8s.io", new JsonObject { ["group"] = "meta.k8s.io", ["kind"] = kind }, "", errors);

    public static StatusException BadRequest(string message) => Of(400, "BadRequest", message);

    public static StatusException Unauthorized() => Of(401, "Unauthorized", "Unauthorized");

    public static StatusException Forbidden(string message, JsonObject? details = null) => Of(403, "Forbidden", message, details);

    public static StatusException Forbidden(ResourceType type, string name, string why) =>
        Of(403, "Forbidden", $"{type.GroupResource} \"{name}\" is forbidden: {why}", Details(type, type.Plural, name));

    /// <summary>A request for no object in particular.</summary>
    public static StatusException Forbidden(ResourceType type, string why) =>
        Of(403, "Forbidden", $"{type.GroupResource} is forbidden: {why}", Details(type, type.Plural, ""));

    public static StatusException MethodNotAllowed() => Of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static StatusException NotAcceptable() => Of(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml");

    public static StatusException Expired(string message, string? next = null) =>
        new(new Status(410, "Expired", message) { Continue = next });

    public static StatusException TooLarge() => Of(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");

    public static StatusException UnsupportedMediaType(string message) => Of(415, "UnsupportedMediaType", message);

    public static StatusException Unprocessable(string message) => Of(422, "Invalid", message);

    public static StatusException Internal(string message) =>
        Of(500, "InternalError", $"Internal error occurred: {message}", new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) });

    /// <summary>The real server has this and the sandbox does not.</summary>
    public static StatusException NotImplemented(string what) => Of(501, "NotImplemented", $"the sandbox does not serve this: {what}");

    public static StatusException Unavailable(string message) => Of(503, "ServiceUnavailable", message);

    public static StatusException FutureRevision(long asked, long current)
    {
        var cause = new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" };
        var details = new JsonObject { ["causes"] = new JsonArray(cause), ["retryAfterSeconds"] = 1 };
        var message = $"Timeout: Too large resource version: {asked}, current: {current}";
        return new(new Status(504, "Timeout", message) { Details = details, RetryAfterSeconds = 1 });
    }

    private static StatusException Invalid(string kind, JsonObject details, string name, IReadOnlyList<FieldError> errors)
    {
        var text = errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]";
        details["causes"] = new JsonArray([.. errors.Select(error => error.ToCause())]);
        return Of(422, "Invalid", $"{kind} \"{name}\" is invalid: {text}", details);
    }

    private static StatusException Of(int code, string reason, string message, JsonObject? details = null) =>
        new(new Status(code, reason, message) { Details = details });

    private static JsonObject Details(ResourceType type, string kind, string name)
    {
        var details = new JsonObject();
        foreach (var (member, value) in ((string, string)[])[("name", name), ("group", type.Group), ("kind", kind)])
        {
            if (value.Length > 0)
            {
                details[member] = value;
            }
        }

        return details;
    }
}
