namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>A resource type as it stands in a URL; Kubernetes calls it a GroupVersionResource.</summary>
public sealed record ResourceKind
{
    /// <param name="group">Such as <c>velero.io</c>; empty for the core group.</param>
    /// <param name="version">Such as <c>v1</c>.</param>
    /// <param name="plural">Such as <c>backups</c>.</param>
    /// <param name="namespaced">False for cluster-scoped types.</param>
    /// <exception cref="InvalidRequestException">A part could not stand in a path.</exception>
    public ResourceKind(string group, string version, string plural, bool namespaced = true)
    {
        Group = ApiNames.Group(group);
        Version = ApiNames.Label("version", version);
        Plural = ApiNames.Label("plural", plural);
        Namespaced = namespaced;
    }

    public string Group { get; }

    public string Version { get; }

    public string Plural { get; }

    public bool Namespaced { get; }

    /// <summary>The value of <c>apiVersion</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The objects of one namespace.</summary>
    /// <exception cref="InvalidRequestException">The type is cluster-scoped, or the namespace is not a legal name.</exception>
    public ResourceScope In(string @namespace) => Namespaced
        ? new ResourceScope(this, ApiNames.Label("namespace", @namespace))
        : throw new InvalidRequestException($"{Plural} are cluster-scoped: no namespace");

    /// <summary>All objects: of every namespace, or of a cluster-scoped type.</summary>
    public ResourceScope Everywhere => new(this, null);

    internal string Path => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
