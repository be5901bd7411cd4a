using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>Obligation <c>thisBackup</c>: the evidence is of this Backup, the Backup is over, and what it began for the VM's disks came to a good end.</summary>
internal sealed record ThisBackup : Proof
{
    /// <summary>Seconds that the log may begin before the backup's start or end after its completion: all three are the server's clock, cut to seconds.</summary>
    private const int ToleranceSeconds = 5;

    private ThisBackup(string evidence)
        : base(evidence)
    {
    }

    /// <summary>For a VM that ran: only the log tells of its freeze.</summary>
    public static Obligation<ThisBackup> Of(EvidenceIndex index, MachineFindings findings) =>
        (Foreign(index) ?? Log(index) ?? Ended(index, findings)) is { } gap ? gap
        : new ThisBackup($"{index.Backup.Summary.Phase}; the log is whole ({index.Evidence.Log.Lines} lines) and its own");

    /// <summary>For a VM that was off: nothing was to be frozen, so that its log may be missing. What is there has to be of this Backup.</summary>
    public static Obligation<ThisBackup> OfOff(EvidenceIndex index, MachineFindings findings) =>
        (Foreign(index) ?? Ended(index, findings)) is { } gap ? gap : new ThisBackup(index.Backup.Summary.Phase);

    /// <summary>Whatever a verdict is, it is none of this Backup while this speaks against it.</summary>
    public static Gap? Foreign(EvidenceIndex index)
    {
        var (log, backup) = (index.Evidence.Log, index.Backup.Summary);
        return Other(log, backup) is { } other ? new Gap(ReasonCode.ForeignEvidence, $"line {other.Line} of the log is of the Backup {other.Name}")
            : log.FirstAt < backup.StartTimestamp?.Plus(-ToleranceSeconds) ? new Gap(ReasonCode.ForeignEvidence, "the log begins before the backup did")
            : log.LastAt > backup.CompletionTimestamp?.Plus(ToleranceSeconds) ? new Gap(ReasonCode.ForeignEvidence, "the log goes on after the backup had ended")
            : null;
    }

    /// <summary>Where the Backup's object is missing, its name or its namespace is not known; then the log has to be of one Backup at least.</summary>
    private static LoggedBackup? Other(LogEvidence log, BackupSummary backup) =>
        backup is { Namespace.Length: > 0, Name.Length: > 0 } ? log.OtherThan(backup.Namespace, backup.Name) : log.Backups.Skip(1).FirstOrDefault();

    /// <summary>What keeps a log from proving anything about a running VM.</summary>
    public static Gap? Log(EvidenceIndex index) => index.Evidence.Log switch
    {
        var log when LogProblem.Of(log) is { } problem => new Gap(problem, log.Problem ?? "the log cannot be read to its end"),
        { LinesWithoutBackup: > 0 and var nameless } => new Gap(ReasonCode.ForeignEvidence, $"{nameless} lines of the log do not say of which Backup they are"),
        { UnreadableLines: > 0 and var lines } => new Gap(ReasonCode.LogUnreadable, $"{lines} lines of the log cannot be read"),
        { BeginsAsVelero: false } => new Gap(ReasonCode.LogTruncated, "the log does not begin as Velero's do"),
        { EndsAsVelero: false } => new Gap(ReasonCode.LogTruncated, "the log does not end as Velero's do"),
        _ => null,
    };

    /// <summary>What keeps a backup that is not over from proving anything.</summary>
    public static Gap? Open(BackupSummary backup) => BackupPhases.WhyOpen(backup) is { } why ? new Gap(ReasonCode.NotTerminal, why) : null;

    private static Gap? Ended(EvidenceIndex index, MachineFindings findings) => Open(index.Backup.Summary)
        ?? (index.Backup.Summary.Phase is "Failed" or "FailedValidation" ? new Gap(ReasonCode.EvidenceContradicts, $"Velero calls the backup {index.Backup.Summary.Phase}") : Unfinished(index, findings));

    /// <summary>Operations on the VM and its disks are followed one by one: any other phase than <c>Completed</c> is no good end.</summary>
    private static Gap? Unfinished(EvidenceIndex index, MachineFindings findings)
    {
        var machine = findings.Machine.Key;
        var own = findings.Captures.SelectMany(capture => CsiSnapshots.OperationsOf(index, machine with { Name = capture.Claim })).Concat(index.Operations[machine]);
        return own.FirstOrDefault(operation => operation.Phase is not ("Completed" or "")) is { } open
            ? new Gap(ReasonCode.VolumeFailed, $"the operation {open.Id} on {open.Name} is {open.Phase}, not Completed")
            : Unlisted(index);
    }

    /// <summary>One that failed and is not in the list may be that of any disk.</summary>
    private static Gap? Unlisted(EvidenceIndex index) =>
        index.Evidence.ItemOperations.Count(operation => operation.Phase is "Failed" or "Canceled") is var listed && index.Backup.OperationsFailed > listed
            ? new Gap(ReasonCode.CaptureUnknown, $"operations that failed: Velero counted {index.Backup.OperationsFailed}, and its list has {listed}")
            : null;
}
