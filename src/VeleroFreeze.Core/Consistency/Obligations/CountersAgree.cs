using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>Obligation <c>counters</c>: what Velero counted is what the log tells, so that no line is missing and none was added.</summary>
internal sealed record CountersAgree : Proof
{
    private CountersAgree(string evidence)
        : base(evidence)
    {
    }

    /// <summary>For a VM that ran.</summary>
    public static Obligation<CountersAgree> Of(EvidenceIndex index) =>
        Disagreement(index) is { } gap ? gap
        : new CountersAgree(index.Backup.Summary is { HooksAttempted: { } attempted, HooksFailed: var failed }
            ? $"{Counted(attempted)} attempted and {failed ?? 0} failed, as in the log"
            : "the backup has no counters of hooks");

    /// <summary>For a VM that was off: what is wrong with the hooks of others says nothing about it.</summary>
    public static Obligation<CountersAgree> OfOff() => new CountersAgree("no hook concerns it");

    /// <summary>Where nothing can be compared nothing disagrees; whether the log is whole is another obligation.</summary>
    public static Gap? Disagreement(EvidenceIndex index) =>
        LogProblem.Of(index.Evidence.Log) is not null ? null
        : (HookCounts.Contradiction(index.Backup, index.Evidence.Log) ?? ErrorCounts.Contradiction(index)) is { } why ? new Gap(ReasonCode.CountersDisagree, why)
        : null;

    private static string Counted(int hooks) => hooks == 1 ? "1 hook" : $"{hooks} hooks";
}
