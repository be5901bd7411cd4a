using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Tests.Sandbox.KubeVirt;

/// <summary>A VM with the full hook set in its template, and what can be said about it.</summary>
internal static class Objects
{
    public const string TheirFreeze = """["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"]""";
    public const string TheirThaw = """["/usr/bin/virt-freezer", "--unfreeze", "--name", "db", "--namespace", "shop"]""";
    public const string OurFreeze = """["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop", "--unfreezeTimeoutSeconds", "120"]""";

    public static KubeVirtRelease Release(string version) => KubeVirtRelease.Find(version).ShouldNotBeNull();

    public static JsonObject FullSet() => new()
    {
        ["pre.hook.backup.velero.io/container"] = "compute",
        ["pre.hook.backup.velero.io/command"] = OurFreeze,
        ["pre.hook.backup.velero.io/timeout"] = "45s",
        ["pre.hook.backup.velero.io/on-error"] = "Fail",
        ["post.hook.backup.velero.io/container"] = "compute",
        ["post.hook.backup.velero.io/command"] = TheirThaw,
        ["post.hook.backup.velero.io/timeout"] = "45s",
    };

    public static JsonObject Vm(JsonObject? annotations = null, JsonObject? template = null) => new()
    {
        ["apiVersion"] = "kubevirt.io/v1",
        ["kind"] = "VirtualMachine",
        ["metadata"] = new JsonObject { ["name"] = "db", ["namespace"] = "shop", ["uid"] = "vm-uid", ["annotations"] = annotations ?? [] },
        ["spec"] = new JsonObject
        {
            ["runStrategy"] = "Always",
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = template ?? [], ["labels"] = new JsonObject { ["app"] = "db" } },
                ["spec"] = new JsonObject { ["domain"] = new JsonObject() },
            },
        },
    };

    public static JsonObject Vmi(JsonObject vm)
    {
        var vmi = NewObjects.Vmi(vm);
        vmi["metadata"]!["uid"] = "vmi-uid";
        return vmi;
    }
}
