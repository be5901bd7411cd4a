namespace VeleroFreeze.Core.Consistency;

/// <summary>Facts in, report out.</summary>
public static class ConsistencyJudge
{
    public static ConsistencyReport Judge(BackupFacts facts) => new(
        facts.Backup.Summary,
        Verdict.Unverified,
        PolicyMet: false,
        [],
        new EvidenceStates(facts.Evidence.Log.State, facts.Evidence.ResultsState, facts.Evidence.ResourceListState, facts.Evidence.VolumeInfoState));
}
