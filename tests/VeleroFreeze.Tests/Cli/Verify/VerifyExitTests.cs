using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Backups;

namespace VeleroFreeze.Tests.Cli.Verify;

public sealed class VerifyExitTests
{
    [Theory]
    [InlineData("FileSystemConsistent", 0)]
    [InlineData("OfflineConsistent", 0)]
    [InlineData("CrashConsistent", 1)]
    [InlineData("Partial", 1)]
    [InlineData("NotCovered", 1)]
    [InlineData("Unverified", 3)]
    public void A_required_VM_decides(string verdict, int code) => Code(false, TestReports.Machine(Enum.Parse<Verdict>(verdict))).ShouldBe(code);

    [Fact]
    public void A_known_no_outweighs_what_cannot_be_told()
    {
        Code(false, TestReports.Machine(Verdict.Unverified), TestReports.Machine(Verdict.CrashConsistent)).ShouldBe(1);
        Code(false, TestReports.Machine(Verdict.FileSystemConsistent), TestReports.Machine(Verdict.Unverified)).ShouldBe(3);
    }

    [Fact]
    public void A_preferred_VM_decides_only_when_all_are_required()
    {
        var preferred = TestReports.Machine(Verdict.CrashConsistent, FreezePolicy.Preferred);
        Code(false, preferred).ShouldBe(0);
        Code(true, preferred).ShouldBe(1);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Disabled")]
    [InlineData("Unknown")]
    public void Who_did_not_opt_in_never_decides(string policy) =>
        Code(true, TestReports.Machine(Verdict.CrashConsistent, Enum.Parse<FreezePolicy>(policy))).ShouldBe(0);

    [Fact]
    public void No_VM_is_fine_only_where_the_log_was_read()
    {
        VerifyExit.CodeOf(TestReports.Of(), requireAll: false).ShouldBe(0);
        VerifyExit.CodeOf(TestReports.Of().WithLog(ArtifactState.Missing), requireAll: false).ShouldBe(3);
    }

    [Fact]
    public void A_backup_that_cannot_be_judged_is_not_fine_for_want_of_an_opted_in_VM() =>
        VerifyExit.CodeOf(TestReports.Of(TestReports.Machine(Verdict.Unverified, FreezePolicy.None)) with { Verdict = Verdict.Unverified }, requireAll: false).ShouldBe(3);

    private static int Code(bool requireAll, params VirtualMachineReport[] machines) => VerifyExit.CodeOf(TestReports.Of(machines), requireAll);
}
