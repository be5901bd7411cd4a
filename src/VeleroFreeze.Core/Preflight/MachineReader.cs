using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Reads VMs, with what decides about freezing them, from Kubernetes objects.</summary>
public static class MachineReader
{
    private const string ExcludeLabel = "velero.io/exclude-from-backup";

    /// <returns>Every VM, and every instance without one, by namespace and name.</returns>
    public static IReadOnlyList<MachineFacts> Read(MachineObjects objects, InstallationFacts installation)
    {
        var cluster = new ClusterObjects(objects.Objects.Concat(objects.Namespaces.Found));
        var pods = objects.Objects.Where(item => item.Text("kind") == "Pod").ToLookup(item => (item.Text("metadata", "namespace"), item.Text("metadata", "name")));
        var common = ClusterFactsReader.Read(objects.Objects.Concat(objects.Namespaces.Found), installation.Now).VirtualMachines;
        return
        [
            .. cluster.Machines.Keys.Union(cluster.Instances.Keys)
                .OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal)
                .Select(key => Machine(cluster, common[key], name => pods[(key.Namespace, name)].FirstOrDefault(), objects.Namespaces.Failure, installation)),
        ];
    }

    private static MachineFacts Machine(
        ClusterObjects cluster, VirtualMachineFacts common, Func<string, JsonElement> findPod, string? namespaceFailure, InstallationFacts installation)
    {
        var key = common.Key;
        var (machine, instance) = (cluster.Machines.GetValueOrDefault(key), cluster.Instances.GetValueOrDefault(key));
        var pod = common.Pods.FirstOrDefault(found => !found.HasCompleted) is { } current ? findPod(current.Name) : default;
        var template = HookTemplate.Read(machine.ValueKind == JsonValueKind.Object ? machine : instance, key.Namespace, common, installation);
        return new MachineFacts
        {
            Key = key,
            Policy = common.Policy,
            PolicyFailure = machine.Has("metadata", "labels", FreezeLabel.Key) ? null : namespaceFailure,
            Injection = template.Injection,
            Findings = template.Findings,
            InjectionFailure = template.InjectionFailure,
            Wanted = template.Wanted,
            State = common.State,
            Phase = instance.Text("status", "phase"),
            PauseReason = IsTrue(instance, "Paused") is { } paused ? paused.Text("reason") : null,
            IsMigrating = IsMigrating(instance, common.Pods),
            IsAgentConnected = IsTrue(instance, "AgentConnected") is not null,
            IsAgentOutdated = IsTrue(instance, "AgentVersionNotSupported") is not null,
            ShowsFrozen = instance.Text("status", "fsFreezeStatus") == "frozen",
            Guest = common.Guest,
            GuestName = instance.TextOrNull("status", "guestOSInfo", "prettyName") ?? instance.Text("status", "guestOSInfo", "name"),
            Pod = pod.ValueKind == JsonValueKind.Object ? Pod(pod) : null,
            Excluded = [.. new[] { ("the VM", machine), ("its instance", instance), ("its launcher pod", pod) }.Where(item => IsExcluded(item.Item2)).Select(item => item.Item1)],
            ExcludedClaims = [.. common.Disks.Select(disk => disk.Claim).Where(claim => IsExcluded(cluster.Claims.GetValueOrDefault(new(key.Namespace, claim))))],
            Disks = common.Disks,
        };
    }

    private static PodFacts Pod(JsonElement pod) => new(
        pod.Text("metadata", "name"),
        pod.Items("spec", "containers").FirstOrDefault().Text("name"),
        Map(pod.At("metadata", "annotations")));

    private static Dictionary<string, string> Map(JsonElement annotations) => annotations.ValueKind == JsonValueKind.Object
        ? annotations.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Text(), StringComparer.Ordinal)
        : [];

    /// <summary>The state of a migration outlives it; two launchers that both live are the surer sign.</summary>
    private static bool IsMigrating(JsonElement instance, IReadOnlyList<LauncherPod> pods) =>
        pods.Count(pod => !pod.HasCompleted) > 1
        || (instance.Has("status", "migrationState", "startTimestamp") && !instance.Has("status", "migrationState", "endTimestamp")
            && !instance.Flag("status", "migrationState", "completed") && !instance.Flag("status", "migrationState", "failed"));

    private static JsonElement? IsTrue(JsonElement instance, string condition)
    {
        var found = instance.Items("status", "conditions").FirstOrDefault(item => item.Text("type") == condition && item.Text("status") == "True");
        return found.ValueKind == JsonValueKind.Object ? found : null;
    }

    private static bool IsExcluded(JsonElement item) => item.Text("metadata", "labels", ExcludeLabel) == "true";
}
