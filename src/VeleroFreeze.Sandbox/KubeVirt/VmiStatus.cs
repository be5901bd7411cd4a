using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>What a VMI says of itself; null stands for members that must not be there.</summary>
internal static class VmiStatus
{
    public static JsonObject Wanted(JsonObject vmi, ClusterView view)
    {
        var guest = view.GuestOf(vmi);
        var pod = view.CurrentPod(vmi);
        var connected = guest?.IsAgentConnectedAt(view.Now) is true;
        return new JsonObject
        {
            ["phase"] = Phase(vmi, pod, guest),
            ["nodeName"] = vmi.TextAt("status", "nodeName") ?? (pod is not null && ClusterView.IsRunning(pod) ? pod.TextAt("spec", "nodeName") : null),
            ["conditions"] = Conditions(guest, connected, view.Now),
            ["volumeStatus"] = Volumes.Status(vmi, pod is null ? null : view.HotplugPodOf(pod)),
            ["activePods"] = new JsonObject(view.PodsOf(vmi).Select(owned => KeyValuePair.Create(owned.Uid(), (JsonNode?)(owned.TextAt("spec", "nodeName") ?? "")))),
            ["guestOSInfo"] = connected ? OsInfo(guest!) : null,
            ["fsFreezeStatus"] = guest?.ShowsFrozenAt(view.Now) is true ? "frozen" : null,
        };
    }

    public static JsonObject OsInfo(Guest guest)
    {
        var name = GuestTexts.OsName(guest.Fault);
        return guest.IsWindows
            ? new JsonObject { ["id"] = "mswindows", ["name"] = name, ["prettyName"] = name, ["version"] = name, ["kernelRelease"] = "20348" }
            : new JsonObject { ["id"] = "fedora", ["name"] = name, ["prettyName"] = $"{name} 42", ["version"] = "42", ["kernelRelease"] = "6.14.0-63.fc42.x86_64" };
    }

    public static JsonObject Condition(string type, string status, string? reason = null, string? message = null)
    {
        var condition = new JsonObject { ["type"] = type, ["status"] = status };
        foreach (var (key, value) in new[] { ("reason", reason), ("message", message) }.Where(pair => pair.Item2 is not null))
        {
            condition[key] = value;
        }

        return condition;
    }

    private static string Phase(JsonObject vmi, JsonObject? pod, Guest? guest) => (vmi.TextAt("status", "phase"), pod) switch
    {
        (("Succeeded" or "Failed") and { } over, _) => over,
        ("Running" or "Scheduled", null) => "Failed",
        (_, null) => "Pending",
        (_, { } current) when !ClusterView.IsRunning(current) => "Scheduling",
        _ => guest is null ? "Scheduled" : "Running",
    };

    private static JsonArray Conditions(Guest? guest, bool connected, DateTimeOffset now)
    {
        if (guest is null)
        {
            return [Condition("Ready", "False", "GuestNotRunning", "Guest VM is not reported as running")];
        }

        var paused = guest.IsPausedAt(now);
        var conditions = new JsonArray(
            paused ? Condition("Ready", "False", "GuestNotRunning", "Guest VM is paused") : Condition("Ready", "True"),
            Condition("LiveMigratable", "True"),
            Condition("StorageLiveMigratable", "True"));
        if (connected)
        {
            conditions.Add(Condition("AgentConnected", "True"));
        }

        if (paused)
        {
            conditions.Add(Condition("Paused", "True", "PausedByUser", "VMI was paused by user"));
        }

        return conditions;
    }
}
