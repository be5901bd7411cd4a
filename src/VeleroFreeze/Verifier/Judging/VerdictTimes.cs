namespace VeleroFreeze.Verifier.Judging;

/// <summary>When Backups are judged.</summary>
/// <param name="Since">How far back one that ended without a report is.</param>
/// <param name="LateEvidence">The wait before evidence that is not whole is looked at again; doubles each time.</param>
internal sealed record VerdictTimes(TimeSpan Since, TimeSpan LateEvidence);
