using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Consistency.Watching;

/// <summary>Objects as a watch tells of them, and moments.</summary>
internal static class Watched
{
    public static readonly VirtualMachineKey Key = new("shop", "db");

    public static DateTimeOffset At(double seconds) => new DateTimeOffset(2026, 11, 21, 6, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    public static string Text(double seconds) => At(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static JsonElement Parsed(string text) => JsonElement.Parse(text);

    public static JsonElement Machine(string name = "db", string label = "required", string version = "1", string written = "null") => Parsed($$"""
        {"metadata": {"namespace": "shop", "name": "{{name}}", "uid": "vm-{{name}}", "resourceVersion": "{{version}}", "labels": {"velerofreeze.io/freeze": "{{label}}"},
         "managedFields": [{"time": {{written}}}]},
         "spec": {"runStrategy": "Always", "template": {"spec": {"volumes": [{"name": "root", "persistentVolumeClaim": {"claimName": "{{name}}-root"} }]} } } }
        """);

    public static JsonElement Instance(string uid, string name = "db", string freeze = "") => Parsed($$"""
        {"metadata": {"namespace": "shop", "name": "{{name}}", "uid": "{{uid}}", "resourceVersion": "1", "creationTimestamp": "{{Text(0)}}"},
         "spec": {"volumes": [{"name": "root", "persistentVolumeClaim": {"claimName": "{{name}}-root"} }]}, "status": {"fsFreezeStatus": "{{freeze}}"} }
        """);

    public static JsonElement Launcher(string uid, string instance, string name = "db") => Parsed($$"""
        {"metadata": {"namespace": "shop", "name": "virt-launcher-{{uid}}", "uid": "{{uid}}", "labels": {"kubevirt.io": "virt-launcher"}, "annotations": {"kubevirt.io/domain": "{{name}}"},
         "ownerReferences": [{"kind": "VirtualMachineInstance", "name": "{{name}}", "uid": "{{instance}}"}]}, "status": {"phase": "Running"} }
        """);

    public static JsonElement Attachment(string launcher, string claim) => Parsed($$"""
        {"metadata": {"namespace": "shop", "name": "hp-volume-{{claim}}", "uid": "hp-{{claim}}", "labels": {"kubevirt.io": "hotplug-disk"},
         "ownerReferences": [{"kind": "Pod", "name": "virt-launcher", "uid": "{{launcher}}"}]},
         "spec": {"volumes": [{"name": "extra", "persistentVolumeClaim": {"claimName": "{{claim}}"} }]}, "status": {"phase": "Running"} }
        """);

    public static JsonElement Backup(string uid, string phase, string started = "null", string completed = "null", string included = "shop", string created = "null") => Parsed($$"""
        {"metadata": {"namespace": "velero", "name": "{{uid}}", "uid": "{{uid}}", "creationTimestamp": {{created}}}, "spec": {"includedNamespaces": ["{{included}}"]},
         "status": {"phase": "{{phase}}", "startTimestamp": {{started}}, "completionTimestamp": {{completed}}} }
        """);

    public static string Quoted(double seconds) => $"\"{Text(seconds)}\"";

    /// <summary>One watch whose list is complete.</summary>
    public static HistoryMemory Memory(double at = 0)
    {
        var memory = new HistoryMemory(["all"]);
        memory.Listed("all", "1", At(at));
        return memory;
    }

    public static IReadOnlyList<VirtualMachineState> States(this HistoryMemory memory, string name = "db") =>
        memory.Since(At(-100_000), _ => true).VirtualMachines.GetValueOrDefault(new("shop", name)) ?? [];

    public static VirtualMachineFacts Facts(string instance, string name = "db", FreezePolicy policy = FreezePolicy.Required, string claim = "root") => new()
    {
        Key = new("shop", name),
        State = instance.Length > 0 ? RunState.On : RunState.Off,
        InstanceUid = instance,
        Policy = policy,
        Disks = [new DiskFacts("root", claim)],
    };
}
