namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>The messages that kubectl and client-go send in protobuf whatever they are told; all other bodies come in JSON.</summary>
internal static class Messages
{
    private static readonly Message Owner = new(
        "OwnerReference",
        new(1, "kind"),
        new(3, "name"),
        new(4, "uid"),
        new(5, "apiVersion"),
        new(6, "controller", FieldKind.Flag),
        new(7, "blockOwnerDeletion", FieldKind.Flag));

    private static readonly Message Metadata = new(
        "ObjectMeta",
        new(1, "name"),
        new(2, "generateName"),
        new(3, "namespace"),
        new(4, "selfLink"),
        new(5, "uid"),
        new(6, "resourceVersion"),
        new(7, "generation", FieldKind.Number),
        new(8, "creationTimestamp", FieldKind.Time),
        new(9, "deletionTimestamp", FieldKind.Time),
        new(10, "deletionGracePeriodSeconds", FieldKind.Number),
        new(11, "labels", FieldKind.TextMap),
        new(12, "annotations", FieldKind.TextMap),
        new(13, "ownerReferences", FieldKind.Inner, IsList: true, Owner),
        new(14, "finalizers", IsList: true),
        new(17, "managedFields", FieldKind.Ignored));

    private static readonly Message Reference = new(
        "ObjectReference",
        new(1, "kind"),
        new(2, "namespace"),
        new(3, "name"),
        new(4, "uid"),
        new(5, "apiVersion"),
        new(6, "resourceVersion"),
        new(7, "fieldPath"));

    private static readonly Field InMetadata = new(1, "metadata", FieldKind.Inner, Inner: Metadata);

    private static readonly Dictionary<(string ApiVersion, string Kind), Message> All = new()
    {
        [("v1", "Namespace")] = Of(
            "Namespace",
            Spec(new Field(1, "finalizers", IsList: true)),
            new Field(3, "status", FieldKind.Inner, Inner: new Message("NamespaceStatus", new Field(1, "phase")))),
        [("v1", "ConfigMap")] = Of("ConfigMap", new(2, "data", FieldKind.TextMap), new(3, "binaryData", FieldKind.BytesMap), new(4, "immutable", FieldKind.Flag)),
        [("v1", "Secret")] = Of(
            "Secret",
            new(2, "data", FieldKind.BytesMap),
            new(3, "type"),
            new(4, "stringData", FieldKind.TextMap),
            new(5, "immutable", FieldKind.Flag)),
        [("v1", "ServiceAccount")] = Of(
            "ServiceAccount",
            new(2, "secrets", FieldKind.Inner, IsList: true, Reference),
            new(3, "imagePullSecrets", FieldKind.Inner, IsList: true, new Message("LocalObjectReference", new Field(1, "name"))),
            new(4, "automountServiceAccountToken", FieldKind.Flag)),
        [("v1", "Service")] = Of("Service", ServiceMessages.Spec, new Field(3, "status", FieldKind.Ignored)),
        [("authentication.k8s.io/v1", "TokenRequest")] = Of("TokenRequest", TokenSpec(), Ignored(3)),
        [("v1", "DeleteOptions")] = DeleteOptions("v1"),
        [("coordination.k8s.io/v1", "Lease")] = Of("Lease", LeaseSpec()),
        [("authorization.k8s.io/v1", "SelfSubjectAccessReview")] = Of("SelfSubjectAccessReview", AccessSpec(), Ignored(3)),
        [("authorization.k8s.io/v1", "SelfSubjectRulesReview")] = Of("SelfSubjectRulesReview", Spec(new Field(1, "namespace")), Ignored(3)),
        [("authentication.k8s.io/v1", "SelfSubjectReview")] = Of("SelfSubjectReview", Ignored(2)),
    };

    public static Message? Find(string apiVersion, string kind) =>
        All.GetValueOrDefault((apiVersion, kind)) ?? (apiVersion == "rbac.authorization.k8s.io/v1" ? RoleMessages.Find(kind, InMetadata) : null) ?? (kind == "DeleteOptions" ? DeleteOptions(apiVersion) : null);

    private static Message Of(string name, params Field[] fields) => new(name, [InMetadata, .. fields]);

    private static Field Spec(params Field[] fields) => new(2, "spec", FieldKind.Inner, Inner: new Message("spec", fields));

    private static Field Ignored(int number) => new(number, "status", FieldKind.Ignored);

    private static Message DeleteOptions(string apiVersion) => new(
        $"{apiVersion} DeleteOptions",
        new(1, "gracePeriodSeconds", FieldKind.Number),
        new(2, "preconditions", FieldKind.Inner, Inner: new Message("Preconditions", new Field(1, "uid"), new Field(2, "resourceVersion"))),
        new(3, "orphanDependents", FieldKind.Flag),
        new(4, "propagationPolicy"),
        new(5, "dryRun", IsList: true));

    private static Field LeaseSpec() => Spec(
        new(1, "holderIdentity"),
        new(2, "leaseDurationSeconds", FieldKind.Number),
        new(3, "acquireTime", FieldKind.Time),
        new(4, "renewTime", FieldKind.Time),
        new(5, "leaseTransitions", FieldKind.Number));

    private static Field TokenSpec() => Spec(
        new(1, "audiences", IsList: true),
        new(3, "boundObjectRef", FieldKind.Inner, Inner: new Message("BoundObjectReference", new(1, "kind"), new(2, "apiVersion"), new(3, "name"), new(4, "uid"))),
        new(4, "expirationSeconds", FieldKind.Number));

    private static Field AccessSpec() => Spec(
        new(1, "resourceAttributes", FieldKind.Inner, Inner: new Message(
            "ResourceAttributes",
            new(1, "namespace"),
            new(2, "verb"),
            new(3, "group"),
            new(4, "version"),
            new(5, "resource"),
            new(6, "subresource"),
            new(7, "name"))),
        new(2, "nonResourceAttributes", FieldKind.Inner, Inner: new Message("NonResourceAttributes", new(1, "path"), new(2, "verb"))));
}
