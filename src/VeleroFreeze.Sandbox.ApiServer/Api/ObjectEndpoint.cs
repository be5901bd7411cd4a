using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Requests for objects, by method and by what their path names.</summary>
internal sealed class ObjectEndpoint(ReadHandler reads, WatchHandler watches, WriteHandler writes, PatchHandler patches, DeleteHandler deletes)
{
    public Task HandleAsync(ApiCall call)
    {
        var verb = VerbOf(call);
        if (call.Path.Subresource.Length > 0)
        {
            CheckSubresource(call, verb);
        }
        else if (!call.Type.Verbs.Contains(verb))
        {
            throw Refusal.MethodNotAllowed();
        }

        return verb switch
        {
            "get" => reads.GetAsync(call),
            "list" => reads.ListAsync(call),
            "watch" => watches.WatchAsync(call),
            "create" => writes.CreateAsync(call),
            "update" => writes.ReplaceAsync(call),
            "patch" => patches.PatchAsync(call),
            "delete" => deletes.DeleteAsync(call),
            _ => deletes.DeleteAllAsync(call),
        };
    }

    private static string VerbOf(ApiCall call)
    {
        var hasName = call.Path.Name.Length > 0;
        var verb = (call.Http.Request.Method, hasName) switch
        {
            ("GET", true) => "get",
            ("GET", false) => call.Flag("watch") ? "watch" : "list",
            ("POST", false) => "create",
            ("PUT", true) => "update",
            ("PATCH", true) => "patch",
            ("DELETE", true) => "delete",
            ("DELETE", false) => "deletecollection",
            _ => throw Refusal.MethodNotAllowed(),
        };
        // Only lists and watches may span all namespaces.
        return call.Type.Namespaced && call.Path.Namespace.Length == 0 && verb is not ("list" or "watch")
            ? throw (call.Type.IsCustom ? Refusal.NoSuchPath() : Refusal.MethodNotAllowed())
            : verb;
    }

    private static void CheckSubresource(ApiCall call, string verb)
    {
        if (call.Path.Subresource == "status" && call.Type.HasStatus)
        {
            if (verb is not ("get" or "update" or "patch"))
            {
                throw Refusal.MethodNotAllowed();
            }
        }
        else if (call.Type == CoreTypes.Pods || call.Type == CoreTypes.Namespaces || call.Type.Plural == "serviceaccounts")
        {
            throw Refusal.NotImplemented($"{call.Type.Plural}/{call.Path.Subresource}");
        }
        else
        {
            throw Refusal.NoSuchPath();
        }
    }
}
