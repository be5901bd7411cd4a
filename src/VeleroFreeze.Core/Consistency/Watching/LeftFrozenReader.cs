using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Which guests a Backup may have left frozen: the next freeze does not start the timer of that one anew, and it thaws the guest in the middle.</summary>
public static class LeftFrozenReader
{
    /// <summary>virt-freezer's limit where the hook names none.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(300);

    /// <summary>A freeze call may last that long before it takes effect and its timer starts.</summary>
    private static readonly TimeSpan FreezeCall = TimeSpan.FromSeconds(60);

    /// <summary>How long a freeze with the default limit can outlast its Backup.</summary>
    public static readonly TimeSpan Longest = DefaultLimit + FreezeCall;

    /// <summary>With these nothing was frozen.</summary>
    private static readonly ReasonCode[] NeverFrozen = [ReasonCode.NoGuestAgent, ReasonCode.DomainNotRunning, ReasonCode.PoweredOff, ReasonCode.PodCompleted];

    /// <summary>With these the log tells of another Backup, or not of all that happened.</summary>
    private static readonly ReasonCode[] Voided =
        [ReasonCode.LogMissing, ReasonCode.LogTruncated, ReasonCode.LogUnreadable, ReasonCode.LimitExceeded, ReasonCode.ForeignEvidence, ReasonCode.CountersDisagree];

    /// <summary>With these the thaw is not attested, or came after the limit.</summary>
    private static readonly ReasonCode[] NotThawed =
    [
        ReasonCode.ThawFailed, ReasonCode.AutomaticThaw, ReasonCode.FreezeFailed, ReasonCode.FreezeTimedOut, ReasonCode.HooksSkipped, ReasonCode.VssWindowExceeded,
        ReasonCode.EvidenceContradicts, ReasonCode.UnknownMessage, .. Voided,
    ];

    /// <summary>By what was found out about it.</summary>
    public static IReadOnlyList<LeftFrozen> Of(ConsistencyReport report) =>
    [
        .. report.VirtualMachines.Select(machine => Of(report, machine)).OfType<LeftFrozen>(),
    ];

    /// <summary>Of a Backup that has no verdict yet: it may have left any VM frozen.</summary>
    /// <param name="backup">As the watch knew it.</param>
    /// <param name="machines">The VMs that the later Backup is about.</param>
    public static IReadOnlyList<LeftFrozen> Unjudged(FreezingActor backup, IEnumerable<VirtualMachineKey> machines) =>
        [.. machines.Where(backup.MayHold).Select(machine => new LeftFrozen(machine, $"{backup.Namespace}/{backup.Name}", backup.From, UntilOf(backup)))];

    /// <summary>When a freeze of an unjudged Backup has ended at the latest; null while it runs.</summary>
    public static DateTimeOffset? UntilOf(FreezingActor backup) => backup.To + Longest;

    private static LeftFrozen? Of(ConsistencyReport report, VirtualMachineReport machine)
    {
        var name = $"{report.Backup.Namespace}/{report.Backup.Name}";
        if (machine.Freeze is { RequestedAt: { } asked } freeze)
        {
            return WasThawed(machine, freeze) ? null : new LeftFrozen(machine.Key, name, asked, freeze.LimitSeconds is { } limit ? asked.AddSeconds(limit) + FreezeCall : null);
        }

        // Without its log nobody knows what it froze: Velero was killed, or could not store the log.
        return (report.Evidence.Log != ArtifactState.Complete || machine.Reasons.Any(Voided.Contains)) && report.Backup.StartTimestamp is { } start
            ? new LeftFrozen(machine.Key, name, start, report.Backup.CompletionTimestamp + Longest)
            : null;
    }

    private static bool WasThawed(VirtualMachineReport machine, FreezeReport freeze) =>
        machine.Reasons.Any(NeverFrozen.Contains)
        || (freeze is { FrozenAt: not null, ThawedAt: not null } && !machine.Reasons.Any(NotThawed.Contains));
}
