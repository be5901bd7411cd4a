using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Validation;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Creates and replaces.</summary>
internal sealed class WriteHandler(ObjectStore store, ObjectWriter writer, Authorizer authorizer, TimeProvider time)
{
    public async Task CreateAsync(ApiCall call)
    {
        var request = call.ToWrite("CreateOptions");
        var node = await ReadAsync(call);
        var name = node.TextAt("metadata", "name") ?? "";
        var result = await writer.CreateAsync(request with { Name = name }, node, call.Stop);
        await Reply.ObjectAsync(call, call.Target.FromStored(result.Object), time.GetUtcNow(), StatusCodes.Status201Created);
    }

    public async Task ReplaceAsync(ApiCall call)
    {
        var request = call.ToWrite("UpdateOptions");
        var node = await ReadAsync(call);
        var name = node.TextAt("metadata", "name");
        if (string.IsNullOrEmpty(name))
        {
            throw Refusal.Invalid(call.Type, "", [FieldError.Required("metadata.name", "name must be provided")]);
        }

        if (name != call.Path.Name)
        {
            throw Refusal.BadRequest($"the name of the object ({name}) does not match the name on the URL ({call.Path.Name})");
        }

        var creates = store.Current.Find(request.Key) is null && call.Type.CreatesOnUpdate && !request.IsStatus;
        if (creates)
        {
            authorizer.Check(call.User, RequestAttributes.Of(call.Http.Request) with { Verb = "create" });
        }

        var result = creates
            ? await writer.CreateAsync(request, Unversioned(node), call.Stop)
            : await writer.UpdateAsync(request, _ => node.Clone(), node.TextAt("metadata", "uid"), call.Stop);
        var status = result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await Reply.ObjectAsync(call, call.Target.FromStored(result.Object), time.GetUtcNow(), status);
    }

    private static async Task<JsonObject> ReadAsync(ApiCall call)
    {
        _ = Negotiation.FormOf(call.Http.Request);
        var node = await RequestBody.ReadObjectAsync(call.Http.Request) ?? throw Refusal.BadRequest("the request has no body: an object is expected");
        SubmittedObject.Check(call, node);
        return node;
    }

    private static JsonObject Unversioned(JsonObject node)
    {
        node.Ensure("metadata").Remove("resourceVersion");
        return node;
    }
}
