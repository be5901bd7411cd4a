using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Gauges;

/// <summary>The newest Backup of a schedule.</summary>
/// <param name="Schedule">Empty for the ad-hoc backups, as if they were of one schedule.</param>
/// <param name="Newest">That Backup.</param>
public sealed record ScheduleRow(string Schedule, JudgedBackup Newest);

/// <summary>Where the backups of an opted-in VM stand.</summary>
/// <param name="Key">Which VM.</param>
/// <param name="Newest">What its newest backup is worth and what was asked then; null while there is none with it in.</param>
/// <param name="LastConsistentAt">The moment its newest consistent backup shows; null while there is none.</param>
public sealed record MachineRow(VirtualMachineKey Key, JudgedMachine? Newest, DateTimeOffset? LastConsistentAt);

/// <summary>
/// All gauges about Backups and VMs as a function of what exists: whoever starts with the same Backups, in whatever order they come, shows the same.
/// </summary>
public sealed record GaugeRows(IReadOnlyList<ScheduleRow> Schedules, IReadOnlyList<MachineRow> Machines)
{
    public static GaugeRows Empty { get; } = new([], []);

    /// <param name="backups">Every Backup that exists and was judged, in any order.</param>
    /// <param name="machines">Every VM that exists and what is asked of its backups now; null where that may not be read.</param>
    public static GaugeRows Of(IEnumerable<JudgedBackup> backups, IReadOnlyDictionary<VirtualMachineKey, FreezePolicy>? machines)
    {
        var newestFirst = backups.OrderByDescending(backup => backup.TakenAt).ThenByDescending(backup => backup.Uid, StringComparer.Ordinal).ToList();
        var schedules = newestFirst.DistinctBy(backup => backup.Schedule).OrderBy(backup => backup.Schedule, StringComparer.Ordinal);
        return new GaugeRows([.. schedules.Select(backup => new ScheduleRow(backup.Schedule, backup))], MachineRows(newestFirst, machines));
    }

    public static bool IsOptedIn(FreezePolicy policy) => policy is FreezePolicy.Required or FreezePolicy.Preferred;

    private static List<MachineRow> MachineRows(List<JudgedBackup> newestFirst, IReadOnlyDictionary<VirtualMachineKey, FreezePolicy>? machines)
    {
        var newest = new Dictionary<VirtualMachineKey, JudgedMachine>();
        var consistent = new Dictionary<VirtualMachineKey, DateTimeOffset>();
        foreach (var backup in newestFirst)
        {
            foreach (var machine in backup.Machines)
            {
                newest.TryAdd(machine.Key, machine);
                if (machine.Verdict is Verdict.FileSystemConsistent or Verdict.OfflineConsistent)
                {
                    consistent.TryAdd(machine.Key, backup.TakenAt);
                }
            }
        }

        var wanted = machines is null
            ? newest.Values.Where(machine => IsOptedIn(machine.Policy)).Select(machine => machine.Key)
            : machines.Where(machine => IsOptedIn(machine.Value)).Select(machine => machine.Key);
        return [.. wanted
            .OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal)
            .Select(key => Row(key, newest, consistent))];
    }

    /// <summary>A backup made before the VM opted in says nothing about a policy, but its consistency counts.</summary>
    private static MachineRow Row(
        VirtualMachineKey key, Dictionary<VirtualMachineKey, JudgedMachine> newest, Dictionary<VirtualMachineKey, DateTimeOffset> consistent) => new(
        key,
        newest.TryGetValue(key, out var machine) && IsOptedIn(machine.Policy) ? machine : null,
        consistent.TryGetValue(key, out var at) ? at : null);
}
