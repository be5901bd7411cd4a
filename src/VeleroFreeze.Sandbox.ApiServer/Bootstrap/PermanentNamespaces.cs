using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Bootstrap;

/// <summary>The namespaces that every cluster starts with.</summary>
internal static class PermanentNamespaces
{
    public static void CreateAll(ObjectStore store, TimeProvider time)
    {
        foreach (var name in NamespaceGuard.Permanent)
        {
            var node = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } };
            ObjectBuilder.FillForCreate(CoreTypes.Namespaces, node, time.GetUtcNow());
            store.Create(new ObjectKey(CoreTypes.Namespaces, "", name), node);
        }
    }
}
