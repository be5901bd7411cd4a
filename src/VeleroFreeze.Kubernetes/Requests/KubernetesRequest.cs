namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>A request before anything is sent: all that a test needs to compare, nothing that needs a network.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">From the API's root, escaped, exactly as it goes over the wire.</param>
/// <param name="ContentType">Of the body; null without one.</param>
/// <param name="Body">JSON; empty when there is none.</param>
/// <param name="ChangesNothing">The request only asks: it may be repeated whenever no answer came.</param>
public sealed record KubernetesRequest(HttpMethod Method, string PathAndQuery, string? ContentType, ReadOnlyMemory<byte> Body, bool ChangesNothing)
{
    internal static KubernetesRequest Read(string pathAndQuery) => new(HttpMethod.Get, pathAndQuery, null, default, ChangesNothing: true);

    internal static KubernetesRequest Write(HttpMethod method, string pathAndQuery, string contentType, ReadOnlyMemory<byte> body) =>
        new(method, pathAndQuery, contentType, body, ChangesNothing: false);

    /// <summary>Method and path without the query, for messages: a query may hold a continue token of a kilobyte.</summary>
    public override string ToString() => $"{Method} {PathAndQuery.Split('?')[0]}";
}
