using System.Text.Json;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Backups;

/// <summary>Types whose version changes from release to release.</summary>
internal static class ServedVersions
{
    /// <summary>A type in the version that the API server prefers.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="kind">The type; its version does not matter.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null where its group is not installed.</returns>
    /// <exception cref="KubernetesException">The API server failed, or answered with something else.</exception>
    public static async Task<ResourceKind?> ServedAsync(this KubernetesClient client, ResourceKind kind, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.SendAsync(RequestBuilder.Versions(kind.Group), cancellation);
            return new ResourceKind(kind.Group, Preferred(answer), kind.Plural, kind.Namespaced);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidRequestException)
        {
            throw new KubernetesException(0, KubernetesReason.Unreadable, $"the versions of {kind.Group} cannot be read: {e.Message}", e);
        }
    }

    private static string Preferred(ReadOnlyMemory<byte> group) => JsonElement.Parse(group.Span).Member("preferredVersion").Text("version") ?? "";
}
