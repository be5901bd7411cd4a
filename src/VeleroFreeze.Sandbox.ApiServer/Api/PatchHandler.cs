using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Patching;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Patches, by the media type of their body.</summary>
internal sealed class PatchHandler(ObjectWriter writer, TimeProvider time)
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";
    private const int MostOperations = 10_000;

    public async Task PatchAsync(ApiCall call)
    {
        var type = string.IsNullOrEmpty(call.Http.Request.ContentType) ? "" : RequestBody.TypeOf(call.Http.Request);
        CheckType(call, type);
        _ = Negotiation.FormOf(call.Http.Request);
        var request = call.ToWrite("PatchOptions");
        if (call.Query.ContainsKey("force"))
        {
            throw Refusal.InvalidOptions("PatchOptions", Validation.FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        var body = RequestBody.Parse(await RequestBody.ReadBytesAsync(call.Http.Request), isYaml: false);
        var change = ChangeOf(call, type, body);
        var result = await writer.UpdateAsync(request, change, uid: null, call.Stop);
        await Reply.ObjectAsync(call, call.Target.FromStored(result.Object), time.GetUtcNow());
    }

    private static void CheckType(ApiCall call, string type)
    {
        if (type is Apply or "application/apply-patch+cbor")
        {
            throw Refusal.UnsupportedMediaType("the sandbox has no server-side apply: use kubectl apply without --server-side, or a merge patch");
        }

        var accepted = call.Type.IsCustom ? (string[])[Json, Merge] : [Json, Merge, Strategic];
        if (!accepted.Contains(type))
        {
            throw Refusal.UnsupportedMediaType($"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");
        }
    }

    private static Func<JsonObject, JsonObject> ChangeOf(ApiCall call, string type, JsonNode? body)
    {
        var patch = type == Json ? Decode(body) : null;
        if (patch is null && body is not JsonObject)
        {
            throw Refusal.BadRequest($"error decoding patch: json: cannot unmarshal {Validation.JsonKind.Of(body)} into Go value of type map[string]interface {{}}");
        }

        return node => Checked(call, Translate(() => type switch
        {
            Json => patch!.Apply(node),
            Merge => MergePatch.Apply(node, body),
            _ => StrategicMergePatch.Apply(node, (JsonObject)body!),
        }));
    }

    private static JsonPatch Decode(JsonNode? body)
    {
        var patch = Translate(() => JsonPatch.Decode(body));
        return patch.Count <= MostOperations ? patch : throw Refusal.TooLarge();
    }

    private static JsonObject Checked(ApiCall call, JsonNode? patched)
    {
        if (patched is not JsonObject node)
        {
            throw Refusal.Unprocessable("the patch leaves no object");
        }

        var name = node.TextAt("metadata", "name");
        SubmittedObject.Check(call, node);
        return name == call.Path.Name
            ? node
            : throw Refusal.BadRequest($"the name of the object ({name}) does not match the name on the URL ({call.Path.Name})");
    }

    private static T Translate<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (PatchException e) when (e.Fault == PatchFault.Undecodable)
        {
            throw Refusal.BadRequest($"error decoding patch: {e.Message}");
        }
        catch (PatchException e)
        {
            throw Refusal.Unprocessable($"the server rejected our request due to an error in our request: {e.Message}");
        }
    }
}
