namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>What a list, a watch or a create speaks of: a type in one namespace, or everywhere.</summary>
public sealed record ResourceScope
{
    internal ResourceScope(ResourceKind kind, string? @namespace)
    {
        Kind = kind;
        Namespace = @namespace;
    }

    public ResourceKind Kind { get; }

    /// <summary>Null for all namespaces and for cluster-scoped types.</summary>
    public string? Namespace { get; }

    /// <summary>One object of it.</summary>
    /// <exception cref="InvalidRequestException">The name is not legal, or the namespace is missing.</exception>
    public ObjectAddress Named(string name) => new(Single(), ApiNames.Name(name), null);

    /// <summary>This scope, provided that it may hold one particular object: that takes a namespace where the type has them.</summary>
    internal ResourceScope Single() =>
        Kind.Namespaced && Namespace is null ? throw new InvalidRequestException($"{Kind.Plural} need a namespace to name one of them") : this;

    internal string Path => Namespace is null ? $"{Kind.Path}/{Kind.Plural}" : $"{Kind.Path}/namespaces/{Namespace}/{Kind.Plural}";

    public override string ToString() => Namespace is null ? Kind.ToString() : $"{Kind} in {Namespace}";
}
