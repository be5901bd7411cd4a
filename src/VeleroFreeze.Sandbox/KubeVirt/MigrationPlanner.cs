using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>What to do for a VirtualMachineInstanceMigration: a second launcher, then the guest moves, and the first launcher stays behind, completed.</summary>
internal static class MigrationPlanner
{
    public static readonly TimeSpan TransferTime = TimeSpan.FromSeconds(4);

    private const string JobLabel = "kubevirt.io/migrationJobUID";

    public static IEnumerable<ClusterAction> Plan(JsonObject migration, ClusterView view, Func<string> suffix)
    {
        if (ClusterView.IsDone(migration))
        {
            return [];
        }

        var vmi = view.Vmis.FirstOrDefault(vmi => vmi.Namespace() == migration.Namespace() && vmi.Name() == migration.TextAt("spec", "vmiName"));
        if (vmi is null || vmi.IsBeingDeleted() || view.GuestOf(vmi) is null || view.CurrentPod(vmi) is not { } source)
        {
            return [Phase(migration, "Failed", view.Now)];
        }

        var target = view.PodsOf(vmi).Find(pod => pod.TextAt("metadata", "labels", JobLabel) == migration.Uid());
        return target switch
        {
            null => [new ClusterAction.Create(TargetPod(migration, vmi, source, view, suffix())), Phase(migration, "Scheduling", view.Now)],
            _ when !ClusterView.IsRunning(target) => [],
            _ when migration.TextAt("status", "phase") != "Running" => [Phase(migration, "Running", view.Now)],
            _ when view.Now < RunningSince(migration, view.Now) + TransferTime => [],
            _ => HandOver(migration, vmi, source, target, view),
        };
    }

    private static JsonObject TargetPod(JsonObject migration, JsonObject vmi, JsonObject source, ClusterView view, string suffix)
    {
        var pod = NewObjects.LauncherPod(vmi, view.KubeVirt, view.Release, suffix);
        pod.ObjectAt("metadata", "labels")![JobLabel] = migration.Uid();
        return VmiPlanner.OnNode(pod, source.TextAt("spec", "nodeName") == "node01" ? "node02" : "node01");
    }

    private static IEnumerable<ClusterAction> HandOver(JsonObject migration, JsonObject vmi, JsonObject source, JsonObject target, ClusterView view)
    {
        yield return Phase(migration, "Succeeded", view.Now);
        yield return new ClusterAction.MoveGuest(vmi);
        yield return new ClusterAction.Patch(vmi, new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["nodeName"] = target.TextAt("spec", "nodeName"),
                ["migrationState"] = new JsonObject
                {
                    ["migrationUid"] = migration.Uid(),
                    ["sourceNode"] = source.TextAt("spec", "nodeName"),
                    ["sourcePod"] = source.Name(),
                    ["targetNode"] = target.TextAt("spec", "nodeName"),
                    ["targetPod"] = target.Name(),
                    ["completed"] = true,
                },
            },
        }, "status");
        yield return PodPlanner.Complete(source, view.Now);
    }

    private static ClusterAction.Patch Phase(JsonObject migration, string phase, DateTimeOffset now)
    {
        var transitions = migration.ArrayAt("status", "phaseTransitionTimestamps")?.DeepClone().AsArray() ?? [];
        transitions.Add(new JsonObject { ["phase"] = phase, ["phaseTransitionTimestamp"] = now.ToString("O", CultureInfo.InvariantCulture) });
        return new ClusterAction.Patch(migration, new JsonObject { ["status"] = new JsonObject { ["phase"] = phase, ["phaseTransitionTimestamps"] = transitions } }, "status");
    }

    private static DateTimeOffset RunningSince(JsonObject migration, DateTimeOffset now)
    {
        var running = migration.ArrayAt("status", "phaseTransitionTimestamps").Objects().LastOrDefault(entry => entry.TextAt("phase") == "Running");
        return DateTimeOffset.TryParse(running.TextAt("phaseTransitionTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var since) ? since : now;
    }
}
