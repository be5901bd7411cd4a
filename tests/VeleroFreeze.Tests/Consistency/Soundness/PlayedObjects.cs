using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Tests.Sandbox.Velero;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What Velero collects of the VMs of a history: launcher pods with hooks, attachment pods, claims and volumes.</summary>
internal sealed class PlayedObjects(KubeVirtRelease release)
{
    private const string Pre = "pre.hook.backup.velero.io/";
    private const string Post = "post.hook.backup.velero.io/";

    public IEnumerable<JsonObject> Of(PlayedVm vm)
    {
        var driver = vm.Row == Row.NoSnapshotter ? "" : "rbd.csi";
        var late = vm.Claims.Where(claim => vm.Attached.ContainsKey(claim)).ToList();
        var mounted = vm.Claims.Where(claim => !IsHotplugged(vm, claim) && !late.Contains(claim)).ToArray();
        var objects = TestObjects.Vm(vm.Name, mounted, driver, [.. Annotations(vm)]).ToList();
        objects[0]["metadata"]!["name"] = vm.Pod;
        objects.AddRange(late.SelectMany(claim => TestObjects.Disk(claim, driver)));
        foreach (var claim in vm.Claims.Where(claim => IsHotplugged(vm, claim) && !late.Contains(claim)))
        {
            objects.AddRange(TestObjects.Disk(claim, driver));
            objects.Insert(0, TestObjects.Pod($"hp-volume-{vm.Name}", [claim]));
        }

        AddPods(vm, objects);
        return objects.Where(json => !IsLeftOut(vm, json));
    }

    /// <summary>What KubeVirt writes on its launcher pods.</summary>
    public JsonObject HooksOf(PlayedVm vm) => (JsonObject)TestObjects.Launcher(vm.Name, [], [.. Annotations(vm)])["metadata"]!["annotations"]!.DeepClone();

    public static bool IsHotplugged(PlayedVm vm, string claim) => vm.Row is Row.HotpluggedDisk or Row.HotpluggedDiskAndAnotherThaw && claim == vm.Claims[^1];

    private void AddPods(PlayedVm vm, List<JsonObject> objects)
    {
        if (vm.Row == Row.DiskCapturedThroughAnotherPod)
        {
            objects.Insert(0, TestObjects.Pod("exporter", [vm.Claims[0]]));
        }

        foreach (var name in vm.Current?.Pods.SkipLast(1).Select(pod => pod.Name).Concat(vm.Row == Row.MigratedBefore ? [vm.Pod + "-old"] : []) ?? [])
        {
            var old = TestObjects.Launcher(vm.Name, vm.Claims, [.. Annotations(vm)]);
            old["metadata"]!["name"] = name;
            objects.Insert(0, Completed(old));
        }

        if (vm.Row == Row.OnlyACompletedPod)
        {
            Completed(objects[0]);
        }
    }

    private static bool IsLeftOut(PlayedVm vm, JsonObject json) => (json["kind"]!.GetValue<string>(), json["metadata"]!["name"]!.GetValue<string>()) switch
    {
        ("Pod", var name) => name == vm.Pod && (vm.Current is null || vm.Row == Row.PodLeftOut),
        ("PersistentVolumeClaim", var name) => name == vm.Imported,
        ("PersistentVolume", var name) => name == $"pv-{vm.Imported}",
        _ => false,
    };

    private static JsonObject Completed(JsonObject pod)
    {
        pod["status"]!["phase"] = "Succeeded";
        return pod;
    }

    private IEnumerable<(string Key, string Value)> Annotations(PlayedVm vm)
    {
        if (release.PreHookTimeout is { } timeout)
        {
            yield return (Pre + "timeout", timeout);
        }

        var changes = vm.Row switch
        {
            Row.ShortAutomaticThaw => [(Pre + "command", Command(vm.Name, "freeze", """, "--unfreezeTimeoutSeconds", "20" """))],
            Row.NoHooks => [(Pre + "command", ""), (Post + "command", "")],
            Row.AnotherCommand => [(Pre + "command", """["/bin/sync"]""")],
            Row.HotpluggedDiskAndAnotherThaw => [(Post + "command", $"""["/bin/sh","-c","virt-freezer --unfreeze --name {vm.Name} --namespace shop"]""")],
            Row.NameOfAnotherVm => [(Pre + "command", Command("other", "freeze")), (Post + "command", Command("other", "unfreeze"))],
            Row.WrongContainer => [(Pre + "container", "istio-proxy")],
            Row.FailsUnderFail => [(Pre + "on-error", "Fail")],
            Row.FreezeAfterVeleroGaveUp => [(Pre + "timeout", "10s")],
            Row.ThawFails => [(Post + "command", Command("other", "unfreeze"))],
            _ => Array.Empty<(string, string)>(),
        };
        foreach (var change in changes)
        {
            yield return change;
        }
    }

    private static string Command(string name, string mode, string more = "") =>
        $"""["/usr/bin/virt-freezer", "--{mode}", "--name", "{name}", "--namespace", "shop"{more.TrimEnd()}]""";
}
