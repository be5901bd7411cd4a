namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>One object, or a subresource of it. Its parts were checked when it was made: there is no address of an empty name.</summary>
public sealed record ObjectAddress
{
    internal ObjectAddress(ResourceScope scope, string name, string? subresource)
    {
        Scope = scope;
        Name = name;
        Subresource = subresource;
    }

    public ResourceScope Scope { get; }

    public string Name { get; }

    public string? Subresource { get; }

    /// <summary>Such as <c>status</c> or <c>freeze</c>.</summary>
    /// <exception cref="InvalidRequestException">Not a legal subresource.</exception>
    public ObjectAddress Sub(string subresource) => new(Scope, Name, ApiNames.Label("subresource", subresource));

    internal string Path
    {
        get
        {
            var path = $"{Scope.Path}/{Uri.EscapeDataString(Name)}";
            return Subresource is null ? path : $"{path}/{Subresource}";
        }
    }

    public override string ToString() => Scope.Namespace is null ? $"{Scope.Kind} {Name}" : $"{Scope.Kind} {Scope.Namespace}/{Name}";
}
