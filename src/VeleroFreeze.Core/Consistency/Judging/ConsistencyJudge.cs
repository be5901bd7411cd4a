using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>Facts in, report out: every VM is judged by its own evidence, and the backup is worth what its worst opted-in VM is.</summary>
public static class ConsistencyJudge
{
    public static ConsistencyReport Judge(BackupFacts facts)
    {
        var index = new EvidenceIndex(facts);
        var machines = FindingsGatherer.Of(facts, index).Select(findings => MachineReport.Of(findings, MachineJudge.Of(findings, index))).ToList();
        // More VMs may come in while the backup is not over.
        var isKnown = BackupPhases.WhyOpen(facts.Backup.Summary) is null && (machines.Count > 0 ? BackupScope.KnowsPolicies(facts) : BackupScope.IsKnown(facts, index));
        var required = machines.Where(machine => machine.Policy == FreezePolicy.Required);
        return new ConsistencyReport(
            facts.Backup.Summary,
            Worst(machines, none: isKnown ? Verdict.NotApplicable : Verdict.Unverified),
            isKnown && required.All(machine => machine.Verdict is Verdict.FileSystemConsistent or Verdict.OfflineConsistent),
            machines,
            new EvidenceStates(facts.Evidence.Log.State, facts.Evidence.ResultsState, facts.Evidence.ResourceListState, facts.Evidence.VolumeInfoState));
    }

    private static Verdict Worst(IEnumerable<VirtualMachineReport> machines, Verdict none) => machines
        .Where(machine => machine.Policy is FreezePolicy.Required or FreezePolicy.Preferred)
        .Select(machine => machine.Verdict)
        .DefaultIfEmpty(none)
        .Max();
}
