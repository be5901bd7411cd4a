using VeleroFreeze.Sandbox.Urls;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>What a request asks for, in the words in which permissions are given.</summary>
/// <param name="Verb">One of the API's verbs, or for a path that is none of a resource the method in lower case.</param>
internal sealed record RequestAttributes(string Verb)
{
    /// <summary>The path of a request for something that is no resource; empty otherwise.</summary>
    public string Path { get; init; } = "";

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public bool IsResource => Resource.Length > 0;

    /// <summary>As rules name it: <c>pods/log</c>.</summary>
    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";

    public static RequestAttributes Of(HttpRequest request) => Of(request.Method, request.Path.Value ?? "", name => request.Query[name].ToString());

    /// <param name="method">HTTP's.</param>
    /// <param name="path">Without the query.</param>
    /// <param name="query">The value of a parameter; empty when it is not there.</param>
    public static RequestAttributes Of(string method, string path, Func<string, string> query)
    {
        if (ApiPath.Parse(path) is not { Plural.Length: > 0 } api)
        {
            return new RequestAttributes(method.ToLowerInvariant()) { Path = path };
        }

        var verb = VerbOf(method, api.Name.Length > 0, query("watch") is not ("" or "0" or "false"));
        return new RequestAttributes(verb)
        {
            Group = api.Group,
            Resource = api.Plural,
            Subresource = api.Subresource.Split('/')[0],
            // A namespace lies in itself, so that a role in it can let somebody read it.
            Namespace = api is { Plural: "namespaces", Name.Length: > 0, Group: "" } ? api.Name : api.Namespace,
            // Whoever lists by the name of one object asks for no more than that object.
            Name = api.Name.Length > 0 || verb is not ("list" or "watch") ? api.Name : NameIn(query("fieldSelector")),
        };
    }

    private static string VerbOf(string method, bool hasName, bool isWatch) => method switch
    {
        "GET" or "HEAD" when hasName => "get",
        "GET" or "HEAD" => isWatch ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => hasName ? "delete" : "deletecollection",
        _ => "",
    };

    private static string NameIn(string fieldSelector) => fieldSelector
        .Split(',')
        .Select(part => part.Replace("==", "=", StringComparison.Ordinal).Split('='))
        .FirstOrDefault(pair => pair is ["metadata.name", _])?[1] ?? "";
}
