using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Writes;

/// <summary>What namespaces allow: nothing is made in one that is missing or going, and some never go.</summary>
internal static class NamespaceGuard
{
    public static IReadOnlyList<string> Permanent { get; } = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public static void CheckCreate(StoreSnapshot snapshot, WriteRequest request)
    {
        if (!request.Type.Namespaced)
        {
            return;
        }

        var space = snapshot.Find(new ObjectKey(CoreTypes.Namespaces, "", request.Namespace)) ?? throw Refusal.NotFound(CoreTypes.Namespaces, request.Namespace);
        if (!space.IsBeingDeleted)
        {
            return;
        }

        var details = new JsonObject
        {
            ["name"] = request.Name,
            ["group"] = request.Type.Group,
            ["kind"] = request.Type.Plural,
            ["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "NamespaceTerminating",
                ["message"] = $"namespace {request.Namespace} is being terminated",
                ["field"] = "metadata.namespace",
            }),
        };
        throw Refusal.Forbidden(
            $"{request.Type.GroupResource} \"{request.Name}\" is forbidden: unable to create new content in namespace {request.Namespace} because it is being terminated",
            details);
    }

    public static void CheckDelete(WriteRequest request)
    {
        if (request.Type == CoreTypes.Namespaces && Permanent.Take(3).Contains(request.Name))
        {
            throw Refusal.Forbidden(request.Type, request.Name, "this namespace may not be deleted");
        }
    }
}
