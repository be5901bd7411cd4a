using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>Asks which version of a type the API server serves: KubeVirt's APIs move from alpha to beta, and old versions go.</summary>
internal static class ServedVersion
{
    /// <returns>The scope in the version that the server prefers; null where the group is not installed.</returns>
    /// <exception cref="KubernetesException">The API server failed, or does not tell.</exception>
    public static async Task<ResourceScope?> FindAsync(KubernetesClient client, ResourceScope scope, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.SendAsync(RequestBuilder.Group(scope.Kind.Group), cancellation);
            return In(scope, KubernetesObject.Parse(answer.Span));
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
        catch (FormatException e)
        {
            throw new KubernetesException(0, KubernetesReason.Unreadable, $"{scope.Kind.Group}: {e.Message}", e);
        }
    }

    /// <summary>An <c>APIGroup</c>.</summary>
    internal static ResourceScope? In(ResourceScope scope, KubernetesObject group) =>
        group.Json.Member("preferredVersion").Text("version") is { Length: > 0 } version
            ? new ResourceKind(scope.Kind.Group, version, scope.Kind.Plural, scope.Kind.Namespaced).Everywhere
            : null;
}
