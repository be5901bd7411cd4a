using VeleroFreeze.Backups;
using VeleroFreeze.Verifier;

namespace VeleroFreeze.Tests.Verifier;

public sealed class NextStepTests
{
    [Fact]
    public void The_cluster_is_recorded_once_while_items_are_processed()
    {
        Step(new() { Stage = BackupStage.InProgress }).ShouldBe(NextStep.RecordStart);
        Step(new() { Stage = BackupStage.InProgress, HasStart = true }).ShouldBe(NextStep.Nothing);
    }

    [Fact]
    public void It_is_recorded_again_as_soon_as_items_are_done()
    {
        Step(new() { Stage = BackupStage.Finishing, HasStart = true, JustEnded = true }).ShouldBe(NextStep.RecordEnd);
        Step(new() { Stage = BackupStage.Finishing, HasStart = true, HasEnd = true, JustEnded = true }).ShouldBe(NextStep.Nothing);
        Step(new() { Stage = BackupStage.Over, HasStart = true, JustEnded = true }).ShouldBe(NextStep.RecordEnd);
    }

    [Fact]
    public void The_cluster_of_much_later_is_not_recorded_as_the_cluster_at_the_end() =>
        Step(new() { Stage = BackupStage.Over, HasStart = true }).ShouldBe(NextStep.Judge);

    [Fact]
    public void A_backup_is_judged_when_it_is_over_and_not_before()
    {
        foreach (var stage in Enum.GetValues<BackupStage>())
        {
            Step(new() { Stage = stage, HasStart = true, HasEnd = true }).ShouldBe(stage.IsTerminal() ? NextStep.Judge : NextStep.Nothing);
        }
    }

    [Fact]
    public void A_report_that_stands_is_told_and_then_left_alone()
    {
        Step(new() { Stage = BackupStage.Over, HasReport = true }).ShouldBe(NextStep.Announce);
        Step(new() { Stage = BackupStage.Over, HasReport = true, IsAnnounced = true }).ShouldBe(NextStep.Nothing);
        Step(new() { Stage = BackupStage.Over, HasReport = true, IsAnnounced = true, JustEnded = true }).ShouldBe(NextStep.Nothing);
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
        Step(new() { Stage = BackupStage.NeverStarted, JustEnded = true }).ShouldBe(NextStep.Judge);

    private static NextStep Step(BackupProgress progress) => NextSteps.Of(progress);
}
