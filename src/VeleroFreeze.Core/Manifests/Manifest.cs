using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Manifests;

/// <summary>What kind of object a manifest describes, as far as hooks are concerned.</summary>
public enum ManifestKind
{
    /// <summary>Nothing that carries freeze hooks.</summary>
    Other,

    /// <summary>A KubeVirt VirtualMachine: its template's annotations reach the launcher pod.</summary>
    VirtualMachine,

    /// <summary>A KubeVirt VirtualMachineInstance: its own annotations reach the launcher pod.</summary>
    VirtualMachineInstance,

    /// <summary>A template of VMs; each VM made from it is a VirtualMachine of its own.</summary>
    VirtualMachinePool,

    /// <summary>A template of VMIs without VMs.</summary>
    VirtualMachineInstanceReplicaSet,

    /// <summary>The KubeVirt installation itself, whose metadata can switch KubeVirt's hooks off for the whole cluster.</summary>
    KubeVirt,
}

/// <summary>The few facts of a Kubernetes object that decide about freeze hooks, read without building a tree of it.</summary>
public sealed record Manifest
{
    private const string FreezeLabelKey = "velerofreeze.io/freeze";

    private static readonly MemberSet LabelMembers = new(FreezeLabelKey);

    private static readonly MemberSet MetadataMembers =
        new MemberSet("name", "generateName", "namespace", "annotations", "ownerReferences", "deletionTimestamp").With("labels", LabelMembers);

    private static readonly MemberSet TemplateMembers = new MemberSet().With("metadata", new MemberSet("annotations").With("labels", LabelMembers));

    private static readonly MemberSet RootMembers = new MemberSet("apiVersion", "kind")
        .With("metadata", MetadataMembers)
        .With("spec", new MemberSet("runStrategy", "running").With("template", TemplateMembers))
        .With("status", new MemberSet("created", "stateChangeRequests"));

    private static readonly MemberSet PoolMembers = new MemberSet().With("spec", new MemberSet().With("virtualMachineTemplate", RootMembers));
    private static readonly JsonPointer AnnotationsPath = JsonPointer.Of("metadata", "annotations");
    private static readonly JsonPointer TemplateAnnotationsPath = JsonPointer.Of("spec", "template", "metadata", "annotations");

    public required ManifestKind Kind { get; init; }

    /// <summary>The <c>kind</c> as written, empty when there is none.</summary>
    public required string KindName { get; init; }

    public required string ApiVersion { get; init; }

    public string? Name { get; init; }

    public string? GenerateName { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The opt-in label as written; null when absent.</summary>
    public string? FreezeLabel { get; init; }

    /// <summary>The opt-in label on the template of launcher pods, where nobody looks for it; null when absent.</summary>
    public string? TemplateFreezeLabel { get; init; }

    /// <summary>The opt-in label stands but is no string, such as a YAML <c>true</c> without quotes: the API server refuses it.</summary>
    public bool FreezeLabelIsNoString { get; init; }

    /// <summary>The object has an owner reference: a VMI made from a VM, a VM made from a pool.</summary>
    public bool IsOwned { get; init; }

    public bool IsBeingDeleted { get; init; }

    /// <summary>
    /// The VM's own annotations, where KubeVirt looks for its skip key and where the user's tuning stands: the object's, or those that a pool gives its VMs.
    /// </summary>
    public required AnnotationMap Annotations { get; init; }

    /// <summary>The annotations that reach the launcher pod: the template's of a VM, the object's own of a VMI.</summary>
    public required AnnotationMap HookAnnotations { get; init; }

    /// <summary>What stands at the template of a VM; <see cref="NodeShape.Object"/> for a VMI, which needs none.</summary>
    public NodeShape Template { get; init; }

    /// <summary>True when nothing runs and nothing is about to: halted by its spec, not created, no start waiting. The printable status lags and is never asked.</summary>
    public bool IsHalted { get; init; }

    /// <summary>True when the status says that an instance exists or is about to. False proves nothing: the status lags.</summary>
    public bool IsUp { get; init; }

    /// <summary>Reads the facts out of an object.</summary>
    /// <exception cref="JsonException">A key that decides stands twice, or hundreds of keys claim to.</exception>
    /// <exception cref="InvalidOperationException">A text that decides is not valid Unicode.</exception>
    public static Manifest Read(JsonSlice document)
    {
        var root = RootMembers.In(document);
        var metadata = root.Inner("metadata");
        var label = metadata.Inner("labels")[FreezeLabelKey];
        var apiVersion = root["apiVersion"].AsString() ?? "";
        var kindName = root["kind"].AsString() ?? "";
        var annotations = AnnotationMap.Read(AnnotationsPath, root["metadata"], metadata["annotations"]);
        var facts = new Manifest
        {
            Kind = KindOf(apiVersion, kindName),
            KindName = kindName,
            ApiVersion = apiVersion,
            Name = NullIfEmpty(metadata["name"].AsString()),
            GenerateName = NullIfEmpty(metadata["generateName"].AsString()),
            Namespace = NullIfEmpty(metadata["namespace"].AsString()),
            FreezeLabel = label.AsString(),
            FreezeLabelIsNoString = label.Kind is not (JsonValueKind.Undefined or JsonValueKind.String),
            IsOwned = metadata["ownerReferences"] is { Kind: JsonValueKind.Array, Utf8.Length: > 2 },
            IsBeingDeleted = metadata["deletionTimestamp"].Kind == JsonValueKind.String,
            Annotations = annotations,
            HookAnnotations = annotations,
            Template = NodeShape.Object,
        };
        return facts.Kind switch
        {
            ManifestKind.VirtualMachineInstance => facts,
            ManifestKind.VirtualMachinePool => ReadPool(facts, document),
            _ => ReadTemplate(facts, root),
        };
    }

    /// <summary>A pool holds a whole VM, template included, one level deeper.</summary>
    private static Manifest ReadPool(Manifest facts, JsonSlice document)
    {
        var machine = PoolMembers.In(document).Inner("spec").Inner("virtualMachineTemplate");
        var path = JsonPointer.Of("spec", "virtualMachineTemplate");
        var read = ReadTemplate(facts, machine);
        return read with
        {
            Annotations = AnnotationMap.Read(path.Then("metadata").Then("annotations"), machine["metadata"], machine.Inner("metadata")["annotations"]),
            HookAnnotations = read.HookAnnotations with { Path = JsonPointer.Of([.. path.Segments, .. read.HookAnnotations.Path.Segments]) },
        };
    }

    /// <summary>Reads the facts, or null where <see cref="Read"/> would throw.</summary>
    public static Manifest? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Read(JsonSlice.Parse(json));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Manifest ReadTemplate(Manifest facts, MemberValues root)
    {
        var spec = root.Inner("spec");
        var template = spec.Inner("template");
        var metadata = template.Inner("metadata");
        var isUp = StatusSaysUp(root.Inner("status"));
        return facts with
        {
            Template = root["spec"].Kind == JsonValueKind.Object ? AnnotationMap.ShapeOf(spec["template"]) : NodeShape.Unexpected,
            HookAnnotations = AnnotationMap.Read(TemplateAnnotationsPath, template["metadata"], metadata["annotations"]),
            TemplateFreezeLabel = metadata.Inner("labels")[FreezeLabelKey].AsString(),
            IsUp = isUp,
            IsHalted = IsHaltedBySpec(spec) && !isUp,
        };
    }

    private static bool IsHaltedBySpec(MemberValues spec) =>
        spec["runStrategy"].Kind is JsonValueKind.Undefined or JsonValueKind.Null
            ? spec["running"].Kind == JsonValueKind.False
            : spec["runStrategy"].AsString() == "Halted" && spec["running"].Kind != JsonValueKind.True;

    private static bool StatusSaysUp(MemberValues status) =>
        status["created"].Kind == JsonValueKind.True
        || status["stateChangeRequests"] is { Kind: JsonValueKind.Array, Utf8.Length: > 2 };

    private static ManifestKind KindOf(string apiVersion, string kind) => (apiVersion, kind) switch
    {
        ("kubevirt.io/v1" or "kubevirt.io/v1alpha3", "VirtualMachine") => ManifestKind.VirtualMachine,
        ("kubevirt.io/v1" or "kubevirt.io/v1alpha3", "VirtualMachineInstance") => ManifestKind.VirtualMachineInstance,
        ("kubevirt.io/v1" or "kubevirt.io/v1alpha3", "VirtualMachineInstanceReplicaSet") => ManifestKind.VirtualMachineInstanceReplicaSet,
        ("kubevirt.io/v1" or "kubevirt.io/v1alpha3", "KubeVirt") => ManifestKind.KubeVirt,
        (_, "VirtualMachinePool") when apiVersion.StartsWith("pool.kubevirt.io/", StringComparison.Ordinal) => ManifestKind.VirtualMachinePool,
        _ => ManifestKind.Other,
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
