using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>The kinds of the core group that the job needs, and events under their second name.</summary>
internal static class CoreTypes
{
    public static ResourceType Namespaces { get; } = new("", "Namespace", "namespaces")
    {
        Namespaced = false,
        HasStatus = true,
        NameRule = NameRule.Label,
        ShortNames = ["ns"],
        SelectableFields = ["status.phase"],
        Columns = [Column.Of("Status", ".status.phase"), Column.Age],
        Defaults = BuiltInDefaults.Namespace,
        KeptOnUpdate = ["spec"],
    };

    public static ResourceType Pods { get; } = new("", "Pod", "pods")
    {
        HasStatus = true,
        TracksGeneration = true,
        ShortNames = ["po"],
        Categories = ["all"],
        ReturnsDeleted = true,
        SelectableFields =
        [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.nominatedNodeName",
        ],
        Columns = PodColumns.All,
        Defaults = BuiltInDefaults.Pod,
        Rules = PodRules.Check,
    };

    public static ResourceType Services { get; } = new("", "Service", "services")
    {
        HasStatus = true,
        NameRule = NameRule.Label1035,
        ShortNames = ["svc"],
        Categories = ["all"],
        ReturnsDeleted = true,
        CreatesOnUpdate = true,
        SelectableFields = ["spec.clusterIP", "spec.type"],
        Columns = ServiceColumns.All,
        Defaults = BuiltInDefaults.Service,
    };

    public static ResourceType Events { get; } = new("", "Event", "events")
    {
        ShortNames = ["ev"],
        CreatesOnUpdate = true,
        SelectableFields =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        Columns = EventColumns.All,
        WhyUnreadable = MemberTypes.Event,
        Rules = EventRules.Check,
    };

    public static ResourceType Secrets { get; } = new("", "Secret", "secrets")
    {
        SelectableFields = ["type"],
        Columns = [Column.Of("Type", ".type"), Column.Count("Data", "data"), Column.Age],
        Defaults = BuiltInDefaults.Secret,
        WhyUnreadable = MemberTypes.Secret,
        Rules = DataRules.Secret,
    };

    public static ResourceType ServiceAccounts { get; } = new("", "ServiceAccount", "serviceaccounts")
    {
        ShortNames = ["sa"],
        ReturnsDeleted = true,
        Columns = [Column.Count("Secrets", "secrets"), Column.Age],
        Subresources = [new Subresource("token", "authentication.k8s.io", "v1", "TokenRequest", "create")],
    };

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Namespaces,
        Pods,
        Services,
        Events,
        new("events.k8s.io", "Event", "events")
        {
            ShortNames = ["ev"],
            CreatesOnUpdate = true,
            Columns = EventColumns.All,
            WhyUnreadable = MemberTypes.Event,
            Rules = EventRules.CheckNewer,
            StoredAs = EventConversion.AliasOf(Events),
        },
        new("", "ConfigMap", "configmaps")
        {
            ShortNames = ["cm"],
            Columns = [Column.Count("Data", "data", "binaryData"), Column.Age],
            WhyUnreadable = MemberTypes.ConfigMap,
            Rules = DataRules.ConfigMap,
        },
        Secrets,
        ServiceAccounts,
        new("", "Endpoints", "endpoints") { ShortNames = ["ep"], CreatesOnUpdate = true, Columns = [ServiceColumns.Endpoints, Column.Age] },
        new("", "PersistentVolumeClaim", "persistentvolumeclaims")
        {
            HasStatus = true,
            ShortNames = ["pvc"],
            ReturnsDeleted = true,
            Columns = VolumeColumns.Claims,
            Defaults = BuiltInDefaults.Claim,
            Rules = VolumeRules.Claim,
        },
        new("", "PersistentVolume", "persistentvolumes")
        {
            Namespaced = false,
            HasStatus = true,
            ShortNames = ["pv"],
            ReturnsDeleted = true,
            Columns = VolumeColumns.Volumes,
            Defaults = BuiltInDefaults.Volume,
        },
        new("", "Node", "nodes")
        {
            Namespaced = false,
            HasStatus = true,
            ShortNames = ["no"],
            SelectableFields = ["spec.unschedulable"],
            Columns = [Column.Condition("Status", "Ready", "Ready", "NotReady"), Column.Age, Column.Of("Version", ".status.nodeInfo.kubeletVersion")],
        },
    ];
}
