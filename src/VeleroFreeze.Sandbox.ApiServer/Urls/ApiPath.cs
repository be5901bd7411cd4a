namespace VeleroFreeze.Sandbox.Urls;

/// <summary>What a path of the API names, before anybody asks whether it exists.</summary>
internal sealed record ApiPath(string Group, string Version)
{
    /// <summary>Empty when the path names a group version and nothing in it.</summary>
    public string Plural { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>Reads <c>/api/v1/…</c> and <c>/apis/GROUP/VERSION/…</c>; null for every other path.</summary>
    public static ApiPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", var version, .. var rest] => OfRest(new ApiPath("", version), rest),
            ["apis", var group, var version, .. var rest] => OfRest(new ApiPath(group, version), rest),
            _ => null,
        };
    }

    private static ApiPath OfRest(ApiPath root, string[] rest) => rest switch
    {
        [] => root,
        ["namespaces"] => root with { Plural = "namespaces" },
        ["namespaces", var name] => root with { Plural = "namespaces", Name = name },
        ["namespaces", var name, "status" or "finalize"] => root with { Plural = "namespaces", Name = name, Subresource = rest[2] },
        ["namespaces", var space, .. var inner] => OfResource(root with { Namespace = space }, inner),
        _ => OfResource(root, rest),
    };

    private static ApiPath OfResource(ApiPath root, string[] rest) => root with
    {
        Plural = rest[0],
        Name = rest.Length > 1 ? rest[1] : "",
        Subresource = rest.Length > 2 ? string.Join('/', rest[2..]) : "",
    };
}
