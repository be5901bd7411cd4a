using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Injection;

namespace VeleroFreeze.Core.Consistency;

/// <summary>Facts in, report out: every VM is judged by its own evidence, and the backup is worth what its worst opted-in VM is.</summary>
public static class ConsistencyJudge
{
    public static ConsistencyReport Judge(BackupFacts facts)
    {
        var index = new EvidenceIndex(facts);
        var machines = CaseBuilder.Of(facts, index).Select(@case => MachineReport.Of(@case, CaseJudge.Of(@case, index))).ToList();
        // More VMs may come in while the backup is not over.
        var isKnown = NotTerminal.Of(facts.Backup.Summary) is null && (machines.Count > 0 ? Scope.KnowsPolicies(facts) : Scope.IsKnown(facts, index));
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
