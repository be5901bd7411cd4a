using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Protobuf;
using YamlDotNet.Core;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Reads what a request carries.</summary>
internal static class RequestBody
{
    private const int Limit = 3 * 1024 * 1024;
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <summary>The media type without parameters; JSON when the request says nothing.</summary>
    public static string TypeOf(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return "application/json";
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.MediaType.Value!.ToLowerInvariant()
            : throw Refusal.UnsupportedMediaType($"the body of the request was in an unknown format - {request.ContentType}: no media type");
    }

    /// <summary>An object in JSON, YAML or, for some kinds, protobuf; null when the body is empty.</summary>
    public static async Task<JsonObject?> ReadObjectAsync(HttpRequest request)
    {
        var type = TypeOf(request);
        if (type is not ("application/json" or "application/yaml" or "application/x-yaml" or "text/yaml" or Protobuf))
        {
            throw Refusal.UnsupportedMediaType(
                $"the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, {Protobuf}");
        }

        var body = await ReadBytesAsync(request);
        if (body.Length == 0)
        {
            return null;
        }

        if (type == Protobuf)
        {
            return ParseProtobuf(body);
        }

        return Parse(body, isYaml: type != "application/json") as JsonObject ?? throw Refusal.BadRequest("the object provided is unrecognized (must be of type object): json: cannot unmarshal into an object");
    }

    private static JsonObject ParseProtobuf(byte[] body)
    {
        try
        {
            return ProtobufEnvelope.Read(body);
        }
        catch (NotSupportedException e)
        {
            throw Refusal.UnsupportedMediaType(e.Message);
        }
        catch (FormatException e)
        {
            throw Refusal.BadRequest($"error decoding the request body: {e.Message}");
        }
    }

    public static JsonNode? Parse(byte[] body, bool isYaml)
    {
        try
        {
            return isYaml ? YamlText.Parse(Encoding.UTF8.GetString(body)) : Touched(JsonText.Parse(body));
        }
        catch (Exception e) when (e is JsonException or YamlException or InvalidOperationException or ArgumentException)
        {
            throw Refusal.BadRequest($"error decoding the request body: {e.Message}");
        }
    }

    public static async Task<byte[]> ReadBytesAsync(HttpRequest request)
    {
        if (request.ContentLength > Limit)
        {
            throw Refusal.TooLarge();
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            await buffer.WriteAsync(chunk.AsMemory(0, read), request.HttpContext.RequestAborted);
            if (buffer.Length > Limit)
            {
                throw Refusal.TooLarge();
            }
        }

        return buffer.ToArray();
    }

    /// <summary>Reads every string once, because faults inside strings would show only then.</summary>
    private static JsonNode? Touched(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                map.ToList().ForEach(member => Touched(member.Value));
                break;
            case JsonArray list:
                list.ToList().ForEach(item => Touched(item));
                break;
            default:
                _ = node.AsText();
                break;
        }

        return node;
    }
}
