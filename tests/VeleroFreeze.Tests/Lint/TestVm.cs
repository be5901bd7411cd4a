using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Lint;

/// <summary>A VirtualMachine <c>shop/db</c> to be changed in one place and linted. Keys are restated as literals on purpose.</summary>
internal sealed class TestVm
{
    public const string FreezeDb = """["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"]""";
    public const string ThawDb = """["/usr/bin/virt-freezer", "--unfreeze", "--name", "db", "--namespace", "shop"]""";
    public const string Skip = "kubevirt.io/skip-backup-hooks";

    private readonly JsonObject _root;
    private readonly string[] _machine;

    private TestVm(string apiVersion, string kind, params string[] machine)
    {
        _machine = machine;
        _root = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = "db", ["namespace"] = "shop" } };
        HookPath = kind == "VirtualMachineInstance" ? ["metadata"] : [.. machine, "spec", "template", "metadata"];
    }

    public string[] HookPath { get; }

    /// <summary>Neither hooks nor switch: KubeVirt's own hooks apply.</summary>
    public static TestVm Bare() => new("kubevirt.io/v1", "VirtualMachine");

    public static TestVm Vmi() => new("kubevirt.io/v1", "VirtualMachineInstance");

    public static TestVm Pool() => new("pool.kubevirt.io/v1alpha1", "VirtualMachinePool", "spec", "virtualMachineTemplate");

    public static TestVm ReplicaSet() => new("kubevirt.io/v1", "VirtualMachineInstanceReplicaSet");

    public static TestVm KubeVirt() => new("kubevirt.io/v1", "KubeVirt");

    public static TestVm Namespace() => new("v1", "Namespace");

    /// <summary>Hooks as they should be, and KubeVirt's switched off, so that every value reaches the pod.</summary>
    public static TestVm Good() => Bare().WithGoodHooks().Own(Skip, "true");

    /// <summary>As <c>inject</c> leaves a VM.</summary>
    public static TestVm Injected(string name = "db", string space = "shop") =>
        MarkedHooks.Of(new HookParameters(space, name, OnError.Continue, GoDuration.FromSeconds(75), GoDuration.FromSeconds(60), null, OwnsSkipKey: false))
            .Aggregate(Bare(), (vm, annotation) => vm.Hook(annotation.Key, annotation.Value));

    public TestVm WithGoodHooks() => this
        .Hook("pre.hook.backup.velero.io/command", FreezeDb)
        .Hook("pre.hook.backup.velero.io/container", "compute")
        .Hook("pre.hook.backup.velero.io/on-error", "Continue")
        .Hook("pre.hook.backup.velero.io/timeout", "75s")
        .Hook("post.hook.backup.velero.io/command", ThawDb)
        .Hook("post.hook.backup.velero.io/container", "compute")
        .Hook("post.hook.backup.velero.io/on-error", "Continue")
        .Hook("post.hook.backup.velero.io/timeout", "60s");

    /// <summary>Sets an annotation that reaches the launcher pod; null removes it.</summary>
    public TestVm Hook(string key, JsonNode? value) => Set([.. HookPath, "annotations"], key, value);

    /// <summary>Sets an annotation of the VM itself.</summary>
    public TestVm Own(string key, JsonNode? value) => Set([.. _machine, "metadata", "annotations"], key, value);

    public TestVm Label(string key, JsonNode? value) => Set(["metadata", "labels"], key, value);

    public TestVm TemplateLabel(string key, JsonNode? value) => Set([.. HookPath, "labels"], key, value);

    public TestVm Metadata(string key, JsonNode? value) => Set(["metadata"], key, value);

    public IReadOnlyList<LintFinding> Lint(string kubeVirt = "1.9.0", string? defaultNamespace = null)
    {
        KubeVirtVersion.TryParse(kubeVirt, out var version).ShouldBeTrue();
        return HookLinter.Examine(Manifest.Read(JsonSlice.Parse(JsonSerializer.SerializeToUtf8Bytes(_root))), version, defaultNamespace);
    }

    /// <summary>The ids of all findings, sorted.</summary>
    public string Rules(string kubeVirt = "1.9.0", string? defaultNamespace = null) =>
        string.Join(' ', Lint(kubeVirt, defaultNamespace).Select(finding => finding.Rule).Order(StringComparer.Ordinal));

    /// <summary>The only finding.</summary>
    public LintFinding Only(string kubeVirt = "1.9.0") => Lint(kubeVirt).ShouldHaveSingleItem();

    private TestVm Set(string[] path, string key, JsonNode? value)
    {
        var parent = path.Aggregate(_root, (node, segment) => (JsonObject)(node[segment] ??= new JsonObject()));
        if (value is null)
        {
            parent.Remove(key);
        }
        else
        {
            parent[key] = value;
        }

        return this;
    }
}
