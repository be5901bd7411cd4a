using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>What to do for a VM: start and stop its VMI, pass its skip key on, and say how it stands.</summary>
internal static class VmPlanner
{
    private const string Latest = "kubevirt.io/latest-observed-api-version";
    private const string Storage = "kubevirt.io/storage-observed-api-version";

    /// <summary>Conditions that a VM repeats from its VMI.</summary>
    private static readonly string[] Shared = ["AgentConnected", "LiveMigratable", "Paused"];

    public static IEnumerable<ClusterAction> Plan(JsonObject vm, ClusterView view)
    {
        var vmi = view.VmiOf(vm);
        var marks = Marks(vm, vmi);
        if (marks.Count > 0)
        {
            yield return new ClusterAction.Patch(vm, new JsonObject { ["metadata"] = marks });
        }

        foreach (var action in StartOrStop(vm, vmi))
        {
            yield return action;
        }

        if (vmi is not null && LauncherAnnotations.SkipCorrection(vm, vmi, view.Release) is { Count: > 0 } skip)
        {
            yield return new ClusterAction.Patch(vmi, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = skip } });
        }

        if (MergeDifference.Of(vm.ObjectAt("status"), Status(vm, vmi, view)) is { Count: > 0 } status && !(vm.IsBeingDeleted() && vmi is null))
        {
            yield return new ClusterAction.Patch(vm, new JsonObject { ["status"] = status }, "status");
        }
    }

    private static bool HasUnknownGuest(JsonObject vm) => GuestFaults.Parse(vm.TextAt("metadata", "annotations", GuestFaults.Annotation)) is null;

    /// <summary>Some of what the controller knows stands in the metadata; these writes to the object itself are seen by webhooks.</summary>
    private static JsonObject Marks(JsonObject vm, JsonObject? vmi)
    {
        var others = vm.ArrayAt("metadata", "finalizers").Texts().Where(finalizer => finalizer != NewObjects.VmFinalizer).ToList();
        if (vm.IsBeingDeleted())
        {
            return vmi is null && vm.HasFinalizer(NewObjects.VmFinalizer) ? new JsonObject { ["finalizers"] = others.ToJsonArray() } : [];
        }

        var isMarked = vm.HasFinalizer(NewObjects.VmFinalizer) && vm.TextAt("metadata", "annotations", Latest) == "v1" && vm.TextAt("metadata", "annotations", Storage) == "v1";
        return isMarked ? [] : new JsonObject
        {
            ["finalizers"] = others.Append(NewObjects.VmFinalizer).ToJsonArray(),
            ["annotations"] = new JsonObject { [Latest] = "v1", [Storage] = "v1" },
        };
    }

    private static IEnumerable<ClusterAction> StartOrStop(JsonObject vm, JsonObject? vmi)
    {
        switch (RunPlans.Of(vm, vmi))
        {
            case RunPlan.Start when !HasUnknownGuest(vm):
                yield return new ClusterAction.Create(NewObjects.Vmi(vm));
                break;
            case RunPlan.Stop when vmi is not null && !vmi.IsBeingDeleted():
                yield return new ClusterAction.Delete(vmi);
                break;
        }
    }

    private static JsonObject Status(JsonObject vm, JsonObject? vmi, ClusterView view)
    {
        var isReady = vmi is not null && HasCondition(vmi, "Ready");
        var conditions = new JsonArray(VmiStatus.Condition("Ready", isReady ? "True" : "False", isReady ? null : vmi is null ? "VMINotExists" : "GuestNotRunning"));
        foreach (var type in Shared.Where(type => vmi is not null && HasCondition(vmi, type)))
        {
            conditions.Add(VmiStatus.Condition(type, "True"));
        }

        if (HasUnknownGuest(vm))
        {
            conditions.Add(VmiStatus.Condition("Failure", "True", "UnknownGuest", $"annotation {GuestFaults.Annotation} names no guest that the sandbox knows"));
        }

        var status = new JsonObject
        {
            ["created"] = vmi is null ? null : true,
            ["ready"] = isReady ? true : null,
            ["printableStatus"] = PrintableStatus(vm, vmi, view),
            ["conditions"] = conditions,
        };
        if (RunPlans.RemainingRequests(vm, vmi) is { } remaining)
        {
            status["stateChangeRequests"] = remaining.Count > 0 ? remaining : null;
        }

        return status;
    }

    private static string PrintableStatus(JsonObject vm, JsonObject? vmi, ClusterView view) => vmi switch
    {
        _ when vm.IsBeingDeleted() => "Terminating",
        null => RunPlans.Of(vm, vmi) == RunPlan.Start && !HasUnknownGuest(vm) ? "Starting" : "Stopped",
        _ when vmi.IsBeingDeleted() => "Stopping",
        _ when view.MigrationOf(vmi) is not null => "Migrating",
        _ when HasCondition(vmi, "Paused") => "Paused",
        _ => vmi.TextAt("status", "phase") switch
        {
            "Running" => "Running",
            "Succeeded" or "Failed" => "Stopped",
            _ => "Starting",
        },
    };

    private static bool HasCondition(JsonObject vmi, string type) =>
        vmi.ArrayAt("status", "conditions").Objects().Any(condition => condition.TextAt("type") == type && condition.TextAt("status") == "True");
}
