using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Gauges;

/// <summary>What stays of a report once its Backup is judged: as little as the gauges need, for there may be many Backups with many VMs.</summary>
/// <param name="Uid">Of the Backup.</param>
/// <param name="Schedule">The schedule that made it; empty for an ad-hoc backup.</param>
/// <param name="TakenAt">The moment its data is from: when it started, or where it never did, when it ended.</param>
/// <param name="Verdict">The worst of its opted-in VMs.</param>
/// <param name="PolicyMet">Whether every <c>required</c> VM is file-system-consistent or offline-consistent.</param>
/// <param name="HooksAttempted">Velero's counter; null where Velero did not count.</param>
/// <param name="HooksFailed">Velero's counter; null as above.</param>
/// <param name="Machines">Every VM in it.</param>
public sealed record JudgedBackup(
    string Uid,
    string Schedule,
    DateTimeOffset TakenAt,
    Verdict Verdict,
    bool PolicyMet,
    int? HooksAttempted,
    int? HooksFailed,
    IReadOnlyList<JudgedMachine> Machines)
{
    public static JudgedBackup Of(string schedule, ConsistencyReport report) => new(
        report.Backup.Uid,
        schedule,
        report.Backup.StartTimestamp ?? report.Backup.CompletionTimestamp ?? DateTimeOffset.MinValue,
        report.Verdict,
        report.PolicyMet,
        report.Backup.HooksAttempted,
        report.Backup.HooksFailed,
        [.. report.VirtualMachines.Select(machine => new JudgedMachine(machine.Key, machine.Policy, machine.Verdict))]);
}

/// <param name="Key">Which VM.</param>
/// <param name="Policy">What was asked for when the backup ran.</param>
/// <param name="Verdict">What the backup of this VM is worth.</param>
public readonly record struct JudgedMachine(VirtualMachineKey Key, FreezePolicy Policy, Verdict Verdict);
