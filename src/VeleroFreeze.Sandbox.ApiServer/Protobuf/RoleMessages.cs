namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>The messages of roles and bindings, which <c>kubectl create role</c> and its like send.</summary>
internal static class RoleMessages
{
    private static readonly Field Rules = new(2, "rules", FieldKind.Inner, IsList: true, new Message(
        "PolicyRule",
        new(1, "verbs", IsList: true),
        new(2, "apiGroups", IsList: true),
        new(3, "resources", IsList: true),
        new(4, "resourceNames", IsList: true),
        new(5, "nonResourceURLs", IsList: true)));

    private static readonly Field Subjects = new(2, "subjects", FieldKind.Inner, IsList: true, new Message(
        "Subject",
        new(1, "kind"),
        new(2, "apiGroup"),
        new(3, "name"),
        new(4, "namespace")));

    private static readonly Field Role = new(3, "roleRef", FieldKind.Inner, Inner: new Message("RoleRef", new(1, "apiGroup"), new(2, "kind"), new(3, "name")));

    public static Message? Find(string kind, Field metadata) => kind switch
    {
        "Role" or "ClusterRole" => new Message(kind, metadata, Rules),
        "RoleBinding" or "ClusterRoleBinding" => new Message(kind, metadata, Subjects, Role),
        _ => null,
    };
}
