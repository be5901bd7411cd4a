using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>Built-in kinds of other groups: leases, storage classes, and those that configure the API server itself.</summary>
internal static class ClusterTypes
{
    public static ResourceType MutatingWebhooks { get; } = Webhooks("MutatingWebhookConfiguration", "mutatingwebhookconfigurations");

    public static ResourceType ValidatingWebhooks { get; } = Webhooks("ValidatingWebhookConfiguration", "validatingwebhookconfigurations");

    public static ResourceType ApiServices { get; } = new("apiregistration.k8s.io", "APIService", "apiservices")
    {
        Namespaced = false,
        HasStatus = true,
        Categories = ["api-extensions"],
        Columns = [Column.Of("Service", ".spec.service.name"), Column.Condition("Available", "Available", "True", "False"), Column.Age],
        Rules = ApiServiceRules.Check,
    };

    /// <summary>What is served is fixed, so definitions can be read and waited for but not written.</summary>
    public static ResourceType Definitions { get; } = new("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions")
    {
        Namespaced = false,
        ShortNames = ["crd", "crds"],
        Categories = ["api-extensions"],
        Verbs = ["get", "list", "watch"],
        Columns = [Column.Of("Created At", ".metadata.creationTimestamp")],
    };

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        MutatingWebhooks,
        ValidatingWebhooks,
        ApiServices,
        Definitions,
        new("coordination.k8s.io", "Lease", "leases")
        {
            CreatesOnUpdate = true,
            AllowsUnconditionalUpdate = false,
            Columns = [Column.Of("Holder", ".spec.holderIdentity"), Column.Age],
            WhyUnreadable = MemberTypes.Lease,
            Rules = LeaseRules.Check,
        },
        new("storage.k8s.io", "StorageClass", "storageclasses")
        {
            Namespaced = false,
            ShortNames = ["sc"],
            Columns = VolumeColumns.Classes,
        },
    ];

    private static ResourceType Webhooks(string kind, string plural) => new("admissionregistration.k8s.io", kind, plural)
    {
        Namespaced = false,
        TracksGeneration = true,
        Categories = ["api-extensions"],
        Columns = [Column.Count("Webhooks", "webhooks"), Column.Age],
        Defaults = WebhookDefaults.Fill,
        Rules = WebhookRules.Check,
    };
}
