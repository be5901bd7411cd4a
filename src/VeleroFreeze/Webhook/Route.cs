using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Webhook;

/// <summary>What a request line asks for; the whole surface of the server.</summary>
internal enum RouteKind
{
    NotFound,
    MethodNotAllowed,
    Mutate,
    Live,
    Ready,
    Metrics,
}

/// <param name="Kind">What is asked for.</param>
/// <param name="NamespaceDefault">For <see cref="RouteKind.Mutate"/>: what the namespace asks for VMs that do not say.</param>
/// <param name="Allow">For <see cref="RouteKind.MethodNotAllowed"/>: the methods that there are.</param>
internal readonly record struct Route(RouteKind Kind, FreezePolicy NamespaceDefault = FreezePolicy.None, string? Allow = null)
{
    /// <summary>The probe port speaks plain HTTP and knows nothing of reviews; the TLS port knows nothing else.</summary>
    public static Route Of(bool isTls, string method, string? path) => (isTls, path) switch
    {
        (true, "/mutate") => Mutate(method, FreezePolicy.None),
        (true, "/mutate/required") => Mutate(method, FreezePolicy.Required),
        (true, "/mutate/preferred") => Mutate(method, FreezePolicy.Preferred),
        (false, "/livez") => Probe(method, RouteKind.Live),
        (false, "/readyz") => Probe(method, RouteKind.Ready),
        (false, "/metrics") => Probe(method, RouteKind.Metrics),
        _ => default,
    };

    private static Route Mutate(string method, FreezePolicy namespaceDefault) =>
        HttpMethods.IsPost(method) ? new Route(RouteKind.Mutate, namespaceDefault) : new Route(RouteKind.MethodNotAllowed, Allow: "POST");

    private static Route Probe(string method, RouteKind kind) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? new Route(kind) : new Route(RouteKind.MethodNotAllowed, Allow: "GET, HEAD");
}
