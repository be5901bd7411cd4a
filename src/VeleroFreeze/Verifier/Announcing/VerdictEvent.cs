using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Verifier.Records;

namespace VeleroFreeze.Verifier.Announcing;

/// <summary>One VM's verdict as an Event on its VirtualMachine.</summary>
internal static class VerdictEvent
{
    /// <summary>The API's own limit of <c>note</c>, in bytes.</summary>
    private const int MaxNote = 1024;

    /// <summary>VMs that nobody opted in get no events: nobody asked.</summary>
    public static bool IsWanted(VirtualMachineReport machine) => machine.Policy is FreezePolicy.Required or FreezePolicy.Preferred;

    /// <param name="report">The whole report.</param>
    /// <param name="machine">One VM of it.</param>
    /// <param name="machineUid">Without it <c>kubectl describe</c> does not find the event; null when the VM is gone.</param>
    /// <param name="instance">Of this process.</param>
    /// <param name="now">By the wall clock.</param>
    public static ReadOnlyMemory<byte> Render(
        ConsistencyReport report, VirtualMachineReport machine, string? machineUid, string instance, DateTimeOffset now) => Encoding.UTF8.GetBytes(new JsonObject
        {
            ["apiVersion"] = "events.k8s.io/v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = VerdictIdentity.EventName(report, machine), ["namespace"] = machine.Namespace },
            ["eventTime"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["reportingController"] = "velerofreeze.io/verifier",
            ["reportingInstance"] = instance.Length <= 128 ? instance : instance[..128],
            ["action"] = "Verify",
            ["reason"] = machine.Verdict.ToString(),
            ["type"] = IsGood(machine) ? "Normal" : "Warning",
            ["note"] = Bounded($"Backup {report.Backup.Namespace}/{report.Backup.Name}: {ReportText.Label(machine.Verdict)}: {machine.Message}"),
            ["regarding"] = Regarding(machine, machineUid),
        }.ToJsonString());

    /// <summary>Whether its owner got what was asked for.</summary>
    private static bool IsGood(VirtualMachineReport machine) =>
        machine.Verdict is Verdict.FileSystemConsistent or Verdict.OfflineConsistent
        || (machine.Policy == FreezePolicy.Preferred && machine.Verdict == Verdict.CrashConsistent);

    private static JsonObject Regarding(VirtualMachineReport machine, string? uid)
    {
        var regarding = new JsonObject
        {
            ["apiVersion"] = "kubevirt.io/v1",
            ["kind"] = "VirtualMachine",
            ["namespace"] = machine.Namespace,
            ["name"] = machine.Name,
        };
        if (uid is not null)
        {
            regarding["uid"] = uid;
        }

        return regarding;
    }

    private static string Bounded(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        while (bytes > MaxNote)
        {
            // Whole characters, surrogate pairs included.
            text = text[..^(char.IsLowSurrogate(text[^1]) ? 2 : 1)];
            bytes = Encoding.UTF8.GetByteCount(text);
        }

        return text;
    }
}
