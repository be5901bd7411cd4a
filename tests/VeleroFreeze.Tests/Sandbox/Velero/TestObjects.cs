using System.Text.Json.Nodes;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>The objects of a small cluster: a VM is a launcher pod, claims and their volumes.</summary>
internal static class TestObjects
{
    public static JsonObject Backup(string spec = "{}", string annotations = "{}") => Parse($$"""
        {"apiVersion":"velero.io/v1","kind":"Backup","metadata":{"name":"nightly","namespace":"velero","uid":"b-uid","annotations":{{annotations}} },"spec":{{spec}} }
        """);

    /// <summary>A launcher pod with the freeze and thaw hooks, and what hangs on it.</summary>
    public static IEnumerable<JsonObject> Vm(string name, string[]? claims = null, string driver = "rbd.csi", params (string Key, string Value)[] annotations)
    {
        claims ??= [$"{name}-root"];
        return [Launcher(name, claims, annotations), .. claims.SelectMany(claim => Disk(claim, driver)), Machine(name)];
    }

    public static JsonObject Launcher(string name, string[] claims, params (string Key, string Value)[] annotations)
    {
        var pod = Pod($"virt-launcher-{name}", claims);
        var all = pod["metadata"]!["annotations"]!.AsObject();
        foreach (var (phase, flag) in new[] { ("pre", "freeze"), ("post", "unfreeze") })
        {
            all[$"{phase}.hook.backup.velero.io/container"] = "compute";
            all[$"{phase}.hook.backup.velero.io/command"] = $"""["/usr/bin/virt-freezer", "--{flag}", "--name", "{name}", "--namespace", "shop"]""";
        }

        foreach (var (key, value) in annotations)
        {
            all[key] = value;
        }

        return pod;
    }

    public static JsonObject Pod(string name, string[]? claims = null)
    {
        var pod = Parse($$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop","annotations":{} },
             "spec":{"nodeName":"node-1","containers":[{"name":"compute"},{"name":"guest-console-log"}],"volumes":[]},"status":{"phase":"Running"} }
            """);
        var volumes = pod["spec"]!["volumes"]!.AsArray();
        foreach (var claim in claims ?? [])
        {
            volumes.Add(Parse($$"""{"name":"vol-{{claim}}","persistentVolumeClaim":{"claimName":"{{claim}}"} }"""));
        }

        return pod;
    }

    public static IEnumerable<JsonObject> Disk(string claim, string driver = "rbd.csi")
    {
        var source = driver.Length == 0 ? """ "nfs":{"path":"/"} """ : $$""" "csi":{"driver":"{{driver}}"} """;
        yield return Parse($$"""
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"{{claim}}","namespace":"shop","uid":"uid-{{claim}}"},"spec":{"volumeName":"pv-{{claim}}"} }
            """);
        yield return Parse($$"""
            {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv-{{claim}}"},
             "spec":{ {{source}} ,"persistentVolumeReclaimPolicy":"Delete","claimRef":{"namespace":"shop","name":"{{claim}}"} } }
            """);
    }

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Machine(string name) => Parse($$"""
        {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"{{name}}","namespace":"shop"} }
        """);
}
