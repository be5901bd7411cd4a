using System.Text;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>Every request this program can make, as pure functions.</summary>
public static class RequestBuilder
{
    private const string Json = "application/json";

    private static readonly ResourceKind AccessReviews = new("authorization.k8s.io", "v1", "selfsubjectaccessreviews", namespaced: false);

    public static KubernetesRequest Get(ObjectAddress address) => KubernetesRequest.Read(address.Path);

    public static KubernetesRequest List(ResourceScope scope, ListOptions options) =>
        KubernetesRequest.Read(Select(scope, options).Add("limit", Positive(options.Limit)).Add("continue", options.Continue)
            .Add("resourceVersion", options.ResourceVersion).Add("resourceVersionMatch", options.ResourceVersionMatch).ToString());

    /// <param name="scope">What to watch.</param>
    /// <param name="options">The selectors are used; limit and continue have no meaning here.</param>
    /// <param name="resourceVersion">Changes after this one are sent.</param>
    /// <param name="timeoutSeconds">After which the server ends the stream; at least 1.</param>
    public static KubernetesRequest Watch(ResourceScope scope, ListOptions options, string resourceVersion, int timeoutSeconds) =>
        KubernetesRequest.Read(Select(scope, options).Add("watch", value: true).Add("allowWatchBookmarks", value: true)
            .Add("resourceVersion", resourceVersion).Add("timeoutSeconds", timeoutSeconds).ToString());

    /// <exception cref="InvalidRequestException">The type has namespaces and none is given.</exception>
    public static KubernetesRequest Create(ResourceScope scope, ReadOnlyMemory<byte> body, WriteOptions? options = null) =>
        Write(HttpMethod.Post, scope.Single().Path, Json, body, options);

    /// <summary>Posts to a subresource, such as <c>eviction</c>.</summary>
    /// <exception cref="InvalidRequestException">The address has no subresource: an object's own path takes no POST.</exception>
    public static KubernetesRequest Create(ObjectAddress address, ReadOnlyMemory<byte> body, WriteOptions? options = null) => address.Subresource is null
        ? throw new InvalidRequestException($"{address}: only a subresource can be created below an object")
        : Write(HttpMethod.Post, address.Path, Json, body, options);

    public static KubernetesRequest Replace(ObjectAddress address, ReadOnlyMemory<byte> body, WriteOptions? options = null) =>
        Write(HttpMethod.Put, address.Path, Json, body, options);

    public static KubernetesRequest Patch(ObjectAddress address, V1Patch patch, WriteOptions? options = null) =>
        Write(HttpMethod.Patch, address.Path, patch.ContentType, patch.Body, options);

    /// <summary>Calls a subresource that is an action and takes none of the write options, such as KubeVirt's <c>freeze</c>.</summary>
    /// <exception cref="InvalidRequestException">The address has no subresource.</exception>
    public static KubernetesRequest Invoke(ObjectAddress address, ReadOnlyMemory<byte> body = default) => address.Subresource is null
        ? throw new InvalidRequestException($"{address}: an action is a subresource")
        : KubernetesRequest.Write(HttpMethod.Put, address.Path, Json, body);

    public static KubernetesRequest Delete(ObjectAddress address, DeleteOptions? options = null) =>
        KubernetesRequest.Write(HttpMethod.Delete, address.Path, Json, Encoding.UTF8.GetBytes(Render(options ?? DeleteOptions.Default).ToJsonString()));

    /// <summary>Created like an object, but nothing is stored.</summary>
    public static KubernetesRequest Review(AccessReview review) =>
        KubernetesRequest.Write(HttpMethod.Post, AccessReviews.Everywhere.Path, Json, review.Render()) with { ChangesNothing = true };

    /// <summary>The versions of a group that the API server serves; 404 where the group is not installed.</summary>
    /// <exception cref="InvalidRequestException">The group could not stand in a path.</exception>
    public static KubernetesRequest Versions(string group) => KubernetesRequest.Read($"/apis/{ApiNames.Group(group)}");

    public static KubernetesRequest Version() => KubernetesRequest.Read("/version");

    private static QueryString Select(ResourceScope scope, ListOptions options) =>
        new QueryString(scope.Path).Add("labelSelector", options.LabelSelector).Add("fieldSelector", options.FieldSelector);

    private static int? Positive(int? limit) => limit > 0 ? limit : null;

    private static KubernetesRequest Write(HttpMethod method, string path, string contentType, ReadOnlyMemory<byte> body, WriteOptions? options)
    {
        var chosen = options ?? WriteOptions.Default;
        var query = new QueryString(path).Add("fieldManager", chosen.FieldManager).Add("dryRun", chosen.DryRun ? "All" : null);
        return KubernetesRequest.Write(method, query.ToString(), contentType, body);
    }

    private static JsonObject Render(DeleteOptions options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.Uid is not null || options.ResourceVersion is not null)
        {
            body["preconditions"] = Members(("uid", options.Uid), ("resourceVersion", options.ResourceVersion));
        }

        if (options.PropagationPolicy is { } policy)
        {
            body["propagationPolicy"] = policy;
        }

        if (options.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }

        if (options.DryRun)
        {
            body["dryRun"] = new JsonArray("All");
        }

        return body;
    }

    private static JsonObject Members(params (string Name, string? Value)[] members) =>
        new(members.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Value)));
}
