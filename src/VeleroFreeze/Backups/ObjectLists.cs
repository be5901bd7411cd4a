using System.Text;
using System.Text.Json;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups;

/// <summary>Lists whose items say what they are.</summary>
internal static class ObjectLists
{
    /// <summary>Everything of a type in a scope; nothing where the type is not installed.</summary>
    /// <exception cref="KubernetesException">It may not be read, or the API server failed.</exception>
    public static async Task<IReadOnlyList<JsonElement>> ListNamedAsync(
        this KubernetesClient client, ResourceScope scope, string name, ListOptions? options, CancellationToken cancellation)
    {
        // By key: a list that had to start again gives objects twice, the newer one last.
        var found = new Dictionary<ObjectKey, JsonElement>();
        try
        {
            await foreach (var item in client.ListAsync(scope, options, cancellation))
            {
                found[item.Metadata.Key] = item.Named(scope.Kind.ApiVersion, name);
            }
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            // The type is not installed, so there is none of it.
        }

        return [.. found.Values];
    }

    /// <summary>Items of built-in types do not say what they are.</summary>
    private static JsonElement Named(this KubernetesObject item, string apiVersion, string kind)
    {
        if (item.Kind is not null)
        {
            return item.Json;
        }

        var node = item.ToNode();
        node["apiVersion"] = apiVersion;
        node["kind"] = kind;
        return KubernetesObject.Parse(Encoding.UTF8.GetBytes(node.ToJsonString(KubernetesJson.Deep))).Json;
    }
}
