using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Printing;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Writes answers.</summary>
internal static class Reply
{
    public static Task JsonAsync(HttpContext http, JsonNode node, int status = StatusCodes.Status200OK, string type = "application/json") =>
        BytesAsync(http, JsonText.ToBytes(node), status, type);

    public static async Task BytesAsync(HttpContext http, byte[] body, int status, string type)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    public static async Task TextAsync(HttpContext http, string text, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    public static Task StatusAsync(HttpContext http, Status status)
    {
        if (status.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return JsonAsync(http, status.ToJson(), status.Code);
    }

    /// <summary>One object, in the form that the request wants.</summary>
    /// <param name="call">The request.</param>
    /// <param name="node">The object in the request's version.</param>
    /// <param name="now">The time for ages.</param>
    /// <param name="status">The HTTP status.</param>
    public static Task ObjectAsync(ApiCall call, JsonObject node, DateTimeOffset now, int status = StatusCodes.Status200OK)
    {
        Warn(call);
        return JsonAsync(call.Http, Shape(call, node, now), status);
    }

    /// <summary>Sends along what webhooks had to say.</summary>
    public static void Warn(ApiCall call)
    {
        foreach (var header in call.Warnings.Headers())
        {
            call.Http.Response.Headers.Append("Warning", header);
        }
    }

    public static JsonObject Shape(ApiCall call, JsonObject node, DateTimeOffset now) => Negotiation.FormOf(call.Http.Request) switch
    {
        ObjectForm.Table => Table.Of(call.Type.Columns, [node], now, RowObjectOf(call), VersionOf(node)),
        ObjectForm.Metadata => PartialMetadata.Of(node),
        _ => node,
    };

    public static RowObject RowObjectOf(ApiCall call) => call.Text("includeObject") switch
    {
        null or "Metadata" => RowObject.Metadata,
        "Object" => RowObject.Object,
        "None" => RowObject.None,
        var other => throw Refusal.BadRequest($"Invalid value: \"{other}\": only [None Metadata Object] are supported values of includeObject"),
    };

    private static JsonObject VersionOf(JsonObject node) => new() { ["resourceVersion"] = node.TextAt("metadata", "resourceVersion") ?? "" };
}
