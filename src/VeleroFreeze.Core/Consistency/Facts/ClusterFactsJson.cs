using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>What was recorded of the cluster, as JSON: kept between the start of a backup and its judgement.</summary>
public static class ClusterFactsJson
{
    public static byte[] Write(ClusterFacts facts) => JsonOutput.Write(writer =>
    {
        writer.WriteTime("takenAt", facts.TakenAt);
        writer.WriteArray("virtualMachines", Ordered(facts), WriteMachine);
    });

    /// <summary>Members that are not known are passed over; a value that is not known reads as <c>Unknown</c>, which proves nothing.</summary>
    /// <exception cref="FormatException">It is too large, no JSON object, or has no time; the message is a sentence.</exception>
    public static ClusterFacts Read(ReadOnlySpan<byte> json)
    {
        using var document = JsonInput.Parse(json, "The recorded cluster state");
        var root = document.RootElement;
        var takenAt = root.Time("takenAt") ?? throw new FormatException("The recorded cluster state does not say when it was taken.");
        var machines = new Dictionary<VirtualMachineKey, VirtualMachineFacts>();
        foreach (var machine in root.Items("virtualMachines").Select(Machine))
        {
            machines[machine.Key] = machine;
        }

        return new ClusterFacts(takenAt, machines);
    }

    private static IEnumerable<VirtualMachineFacts> Ordered(ClusterFacts facts) => facts.VirtualMachines.Values
        .OrderBy(machine => machine.Key.Namespace, StringComparer.Ordinal)
        .ThenBy(machine => machine.Key.Name, StringComparer.Ordinal);

    private static void WriteMachine(Utf8JsonWriter writer, VirtualMachineFacts machine)
    {
        writer.WriteStartObject();
        writer.WriteString("namespace", machine.Key.Namespace);
        writer.WriteString("name", machine.Key.Name);
        WriteState(writer, machine);
        writer.WriteEndObject();
    }

    /// <summary>What a VM was at one moment, without its name, into an object that is begun.</summary>
    internal static void WriteState(Utf8JsonWriter writer, VirtualMachineFacts machine)
    {
        writer.WriteString("policy", ReportWords.Of(machine.Policy));
        writer.WriteString("state", machine.State.ToString());
        writer.WriteString("guest", machine.Guest.ToString());
        writer.WriteArray("disks", machine.Disks, WriteDisk);
        writer.WriteArray("pods", machine.Pods, WritePod);
        writer.WriteString("instanceUid", machine.InstanceUid);
        writer.WriteTime("instanceCreatedAt", machine.InstanceCreatedAt);
        WriteIf(writer, "frozen", machine.IsFrozen);
        WriteIf(writer, "askedToStart", machine.IsAskedToStart);
    }

    private static void WriteIf(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }

    private static void WriteDisk(Utf8JsonWriter writer, DiskFacts disk)
    {
        writer.WriteStartObject();
        writer.WriteString("volume", disk.Volume);
        writer.WriteString("claim", disk.Claim);
        writer.WriteBoolean("hotplugged", disk.IsHotplugged);
        writer.WriteBoolean("importing", disk.IsImporting);
        WriteIf(writer, "directory", disk.IsDirectory);
        writer.WriteEndObject();
    }

    private static void WritePod(Utf8JsonWriter writer, LauncherPod pod)
    {
        writer.WriteStartObject();
        writer.WriteString("name", pod.Name);
        writer.WriteString("phase", pod.Phase);
        if (pod.HasFreezeHook is { } hooked)
        {
            writer.WriteBoolean("freezeHook", hooked);
        }

        writer.WriteString("instanceUid", pod.InstanceUid);
        writer.WriteTime("createdAt", pod.CreatedAt);
        writer.WriteEndObject();
    }

    private static VirtualMachineFacts Machine(JsonElement machine) => State(machine, new VirtualMachineKey(machine.Text("namespace"), machine.Text("name")));

    /// <summary>Reads what <see cref="WriteState"/> wrote.</summary>
    internal static VirtualMachineFacts State(JsonElement machine, VirtualMachineKey key) => new()
    {
        Key = key,
        Policy = ReportWords.Policy(machine.Text("policy")) ?? FreezePolicy.Unknown,
        State = machine.Text("state") switch { nameof(RunState.Off) => RunState.Off, nameof(RunState.On) => RunState.On, _ => RunState.Unknown },
        Guest = machine.Text("guest") switch
        {
            nameof(GuestSystem.Windows) => GuestSystem.Windows,
            nameof(GuestSystem.Other) => GuestSystem.Other,
            _ => GuestSystem.Unknown,
        },
        Disks = [.. machine.Items("disks").Select(disk => new DiskFacts(disk.Text("volume"), disk.Text("claim"), disk.Flag("hotplugged"), disk.Flag("importing"), disk.Flag("directory")))],
        Pods = [.. machine.Items("pods").Select(Pod)],
        InstanceUid = machine.Text("instanceUid"),
        InstanceCreatedAt = machine.Time("instanceCreatedAt"),
        IsFrozen = machine.Flag("frozen"),
        IsAskedToStart = machine.Flag("askedToStart"),
    };

    private static LauncherPod Pod(JsonElement pod) =>
        new(pod.Text("name"), pod.Text("phase"), pod.Has("freezeHook") ? pod.Flag("freezeHook") : null, pod.Text("instanceUid"), pod.Time("createdAt"));
}
