using VeleroFreeze.Backups;
using VeleroFreeze.Verifier.Steps;

namespace VeleroFreeze.Tests.Verifier;

public sealed class NextStepTests
{
    [Fact]
    public void What_the_cluster_does_is_recorded_while_items_are_processed() => Step(new() { Stage = BackupStage.InProgress }).ShouldBe(NextStep.Record);

    [Fact]
    public void The_record_is_completed_before_the_verdict()
    {
        Step(new() { Stage = BackupStage.Finishing, IsRemembered = true }).ShouldBe(NextStep.RecordEnd);
        Step(new() { Stage = BackupStage.Finishing, HasEnd = true, IsRemembered = true }).ShouldBe(NextStep.Nothing);
        Step(new() { Stage = BackupStage.Over, IsRemembered = true }).ShouldBe(NextStep.RecordEnd);
        Step(new() { Stage = BackupStage.Over, HasEnd = true, IsRemembered = true }).ShouldBe(NextStep.Judge);
    }

    [Fact]
    public void What_nobody_remembers_is_not_recorded() => Step(new() { Stage = BackupStage.Over }).ShouldBe(NextStep.Judge);

    [Fact]
    public void A_backup_is_judged_when_it_is_over_and_not_before()
    {
        foreach (var stage in Enum.GetValues<BackupStage>())
        {
            Step(new() { Stage = stage, HasEnd = true }).ShouldBe(stage == BackupStage.InProgress ? NextStep.Record : stage.IsTerminal() ? NextStep.Judge : NextStep.Nothing);
        }
    }

    [Fact]
    public void A_report_that_stands_is_told_and_then_left_alone()
    {
        Step(new() { Stage = BackupStage.Over, HasReport = true }).ShouldBe(NextStep.Announce);
        Step(new() { Stage = BackupStage.Over, HasReport = true, IsAnnounced = true }).ShouldBe(NextStep.Nothing);
        Step(new() { Stage = BackupStage.Over, HasReport = true, IsAnnounced = true, IsRemembered = true }).ShouldBe(NextStep.Nothing);
    }

    [Fact]
    public void What_a_report_was_made_from_goes_once_it_was_told_and_will_not_be_made_again()
    {
        Step(new() { Stage = BackupStage.Over, HasReport = true, HasFacts = true }).ShouldBe(NextStep.Announce);
        Step(new() { Stage = BackupStage.Over, HasReport = true, HasFacts = true, IsAnnounced = true, IsPending = true }).ShouldBe(NextStep.Nothing);
        Step(new() { Stage = BackupStage.Over, HasReport = true, HasFacts = true, IsAnnounced = true }).ShouldBe(NextStep.DropFacts);
    }

    [Fact]
    public void A_report_on_incomplete_evidence_is_looked_at_again_when_its_time_has_come() =>
        Step(new() { Stage = BackupStage.Over, HasReport = true, IsAnnounced = true, IsDue = true }).ShouldBe(NextStep.Judge);

    [Fact]
    public void What_ended_too_long_ago_is_not_judged_but_what_was_judged_is_still_told()
    {
        Step(new() { Stage = BackupStage.Over, IsTooOld = true }).ShouldBe(NextStep.Nothing);
        Step(new() { Stage = BackupStage.Over, IsTooOld = true, HasReport = true }).ShouldBe(NextStep.Announce);
    }

    [Fact]
    public void A_backup_that_goes_away_is_left_alone()
    {
        Step(new() { Stage = BackupStage.Deleting }).ShouldBe(NextStep.Nothing);
        Step(new() { Stage = BackupStage.Deleting, HasReport = true }).ShouldBe(NextStep.Nothing);
    }

    [Fact]
    public void One_that_never_started_has_no_end_to_record() =>
        Step(new() { Stage = BackupStage.NeverStarted, IsRemembered = true }).ShouldBe(NextStep.Judge);

    private static NextStep Step(BackupProgress progress) => NextSteps.Of(progress);
}
