using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Tests.Consistency;

public class DataMoverRuleTests
{
    /// <summary>Velero 1.19 writes <c>velero-fs</c> into every Backup, those that move no data too.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("velero", true)]
    [InlineData("velero-fs", true)]
    [InlineData("velero-block", true)]
    [InlineData("velero-fs ", false)]
    [InlineData("kubevirt", false)]
    public void Velero_s_own_data_movers_leave_the_hooks_their_meaning(string mover, bool isOwn)
    {
        Of(new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Change = facts => facts with { Backup = facts.Backup with { DataMover = mover } })).ShouldBe(isOwn);
        Of(new Scenario().Freeze().Snapshot("root", info: volume => volume with { DataMover = mover }).Thaw()).ShouldBe(isOwn);
    }

    private static bool Of(Scenario scenario) => scenario.Judge().Verdict == Verdict.FileSystemConsistent;
}
