using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Tests.Backups;
using VeleroFreeze.Verifier.Judging;
using VeleroFreeze.Verifier.Steps;

namespace VeleroFreeze.Tests.Verifier;

public sealed class LateEvidenceTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15), Soon = TimeSpan.FromMinutes(1);
    private static readonly ConsistencyReport Whole = TestReports.Of(TestReports.Machine(Verdict.FileSystemConsistent));
    private static readonly ConsistencyReport WithoutLog = TestReports.Of(TestReports.Machine(Verdict.Unverified)).WithLog(ArtifactState.Missing);

    [Fact]
    public void A_missing_log_is_looked_for_ever_less_often_and_then_no_more()
    {
        var waits = Enumerable.Range(1, 7).Select(looks => LateEvidence.Wait(WithoutLog, looks, First, Soon)?.TotalSeconds);
        waits.ShouldBe([15, 30, 60, 120, 240, null, null]);
    }

    [Fact]
    public void A_complete_log_is_not_looked_for() => LateEvidence.Wait(Whole, 1, First, Soon).ShouldBeNull();

    [Fact]
    public void A_backup_that_never_started_will_not_get_a_log()
    {
        var never = WithoutLog with { Backup = WithoutLog.Backup with { Phase = "FailedValidation" } };
        LateEvidence.Wait(never, 1, First, Soon).ShouldBeNull();
    }

    [Fact]
    public void After_half_an_hour_there_is_nothing_to_wait_for() => LateEvidence.Wait(WithoutLog, 1, First, TimeSpan.FromMinutes(30)).ShouldBeNull();

    [Fact]
    public void Better_evidence_replaces_a_report_and_equal_or_less_does_not()
    {
        LateEvidence.IsBetter(Whole, WithoutLog).ShouldBeTrue();
        LateEvidence.IsBetter(Whole.WithLog(ArtifactState.Truncated), WithoutLog).ShouldBeTrue();
        LateEvidence.IsBetter(WithoutLog, Whole).ShouldBeFalse();
        LateEvidence.IsBetter(Whole, Whole).ShouldBeFalse();
        var mixed = WithoutLog with { Evidence = new EvidenceStates(ArtifactState.Complete, ArtifactState.Missing, ArtifactState.Complete, ArtifactState.Complete) };
        LateEvidence.IsBetter(mixed, WithoutLog).ShouldBeFalse("more of one thing does not make up for less of another");
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(7, 300)]
    [InlineData(1_000_000, 300)]
    public void What_keeps_failing_is_tried_ever_less_often_and_never_given_up(int failures, int seconds) =>
        BackupWorker.AfterFailures(failures).TotalSeconds.ShouldBe(seconds);
}
