using VeleroFreeze.Backups;

namespace VeleroFreeze.Tests.Backups;

public sealed class BackupStageTests
{
    [Theory]
    [InlineData("", "Waiting")]
    [InlineData("New", "Waiting")]
    [InlineData("Queued", "Waiting")]
    [InlineData("ReadyToStart", "Waiting")]
    [InlineData("InProgress", "InProgress")]
    [InlineData("WaitingForPluginOperations", "Finishing")]
    [InlineData("WaitingForPluginOperationsPartiallyFailed", "Finishing")]
    [InlineData("Finalizing", "Finishing")]
    [InlineData("FinalizingPartiallyFailed", "Finishing")]
    [InlineData("Completed", "Over")]
    [InlineData("PartiallyFailed", "Over")]
    [InlineData("Failed", "Over")]
    [InlineData("FailedValidation", "NeverStarted")]
    [InlineData("Deleting", "Deleting")]
    [InlineData("SomethingNew", "Waiting")]
    public void Every_phase_of_Velero_is_a_stage(string phase, string stage) => BackupStages.Of(phase).ToString().ShouldBe(stage);

    [Fact]
    public void Two_stages_are_the_end() =>
        Enum.GetValues<BackupStage>().Where(stage => stage.IsTerminal()).ShouldBe([BackupStage.Over, BackupStage.NeverStarted]);
}
