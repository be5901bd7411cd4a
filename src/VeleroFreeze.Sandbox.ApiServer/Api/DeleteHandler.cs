using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Validation;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Deletes one object, or all that a selection finds.</summary>
internal sealed class DeleteHandler(ObjectStore store, ObjectDeleter deleter, TimeProvider time)
{
    public async Task DeleteAsync(ApiCall call)
    {
        var (request, options) = await ReadAsync(call);
        var (node, isGone) = await deleter.DeleteAsync(request, options, call.Stop);
        if (isGone && !call.Type.ReturnsDeleted)
        {
            Reply.Warn(call);
            await Reply.JsonAsync(call.Http, Success(call, node));
        }
        else
        {
            await Reply.ObjectAsync(call, call.Target.FromStored(node), time.GetUtcNow());
        }
    }

    public async Task DeleteAllAsync(ApiCall call)
    {
        var (request, options) = await ReadAsync(call);
        var selection = ListOptions.Read(call, isWatch: false);
        var items = new JsonArray();
        foreach (var stored in store.Current.List(call.Type.Storage, call.Path.Namespace).Where(Matches).ToList())
        {
            try
            {
                var (node, _) = await deleter.DeleteAsync(request with { Name = stored.Key.Name, Namespace = stored.Key.Namespace }, options, call.Stop);
                items.Add(call.Target.ItemFromStored(node));
            }
            catch (StatusException e) when (e.Status.Code == StatusCodes.Status404NotFound)
            {
                // Somebody else was faster.
            }
        }

        Reply.Warn(call);
        await Reply.JsonAsync(call.Http, new JsonObject
        {
            ["kind"] = $"{call.Type.Kind}List",
            ["apiVersion"] = call.Target.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = $"{store.Current.Revision}" },
            ["items"] = items,
        });

        bool Matches(StoredObject stored) => selection.Labels.MatchesObject(stored.Json) && selection.Fields.Matches(stored.Json);
    }

    private static JsonObject Success(ApiCall call, JsonObject node)
    {
        var details = new JsonObject { ["name"] = call.Path.Name };
        if (call.Type.Group.Length > 0)
        {
            details["group"] = call.Type.Group;
        }

        details["kind"] = call.Type.Plural;
        details["uid"] = node.TextAt("metadata", "uid");
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }

    private static async Task<(WriteRequest Request, DeleteOptions Options)> ReadAsync(ApiCall call)
    {
        var body = await RequestBody.ReadObjectAsync(call.Http.Request) ?? [];
        if (body.TextAt("kind") is not (null or "DeleteOptions"))
        {
            throw Refusal.BadRequest($"decoded object cannot be converted to DeleteOptions: {body.TextAt("kind")}");
        }

        var policy = body.TextAt("propagationPolicy") ?? call.Text("propagationPolicy");
        if (policy is not (null or "Background" or "Foreground" or "Orphan"))
        {
            throw Refusal.InvalidOptions("DeleteOptions", FieldError.NotSupported("propagationPolicy", policy, "Foreground", "Background", "Orphan", "nil"));
        }

        if (body.BoolAt("orphanDependents") == true)
        {
            policy = "Orphan";
        }

        var preconditions = new Preconditions(body.TextAt("preconditions", "uid"), body.TextAt("preconditions", "resourceVersion"));
        var grace = body.NumberAt("gracePeriodSeconds") ?? (long.TryParse(call.Text("gracePeriodSeconds"), CultureInfo.InvariantCulture, out var seconds) ? seconds : null);
        var request = call.ToWrite("DeleteOptions", isDryRun: body.ArrayAt("dryRun").Texts().Contains("All"));
        return (request, new DeleteOptions(preconditions, policy, grace));
    }
}
