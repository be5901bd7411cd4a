using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Verifier.Judging;

namespace VeleroFreeze.Tests.Verifier;

public class UnwrittenReportsTests
{
    [Fact]
    public void A_report_that_could_not_be_written_is_there_for_the_next_try_and_for_no_other_basis()
    {
        var reports = new UnwrittenReports();
        var report = Report(1);
        reports.Keep("a", "7", report);
        reports.Take("b", "7").ShouldBeNull();
        reports.Take("a", "7").ShouldBeSameAs(report);
        reports.Take("a", "7").ShouldBeNull("it is handed out once");
        reports.Keep("a", "7", report);
        reports.Take("a", "8").ShouldBeNull("something was recorded since");
        reports.Take("a", "7").ShouldBeNull();
    }

    [Fact]
    public void Only_a_few_are_kept()
    {
        var reports = new UnwrittenReports();
        for (var i = 0; i <= UnwrittenReports.Most; i++)
        {
            reports.Keep($"{i}", "", Report(1));
        }

        reports.Take("0", "").ShouldBeNull();
        reports.Take("1", "").ShouldNotBeNull();
    }

    [Fact]
    public void A_report_of_vms_without_end_fits_and_keeps_those_that_opted_in()
    {
        var report = ReportObjects.Bounded(Report(100_000));

        Packed.Of(ReportJson.Write(report)).Length.ShouldBeLessThan(900_000);
        report.Omitted.ShouldBe(100_000 - report.VirtualMachines.Count);
        report.VirtualMachines.Count(machine => machine.OptedIn).ShouldBe(100);
        report.Verdict.ShouldBe(Verdict.CrashConsistent);
        ReportJson.Read(ReportJson.Write(report)).Omitted.ShouldBe(report.Omitted);
        ReportObjects.Bounded(Report(500)).Omitted.ShouldBe(0);
    }

    /// <summary>Every thousandth opted in; names that hardly pack.</summary>
    private static ConsistencyReport Report(int count)
    {
        var chance = new Random(7);
        return new ConsistencyReport(
            new BackupSummary("velero", "nightly", "uid", "Completed", null, null, null, null),
            Verdict.CrashConsistent,
            PolicyMet: false,
            [.. Enumerable.Range(0, count).Select(i => Machine($"{chance.NextInt64():x}{chance.NextInt64():x}", i % 1000 == 0 ? FreezePolicy.Required : FreezePolicy.None))],
            new EvidenceStates(ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete));
    }

    private static VirtualMachineReport Machine(string name, FreezePolicy policy) =>
        new("shop", name, policy, Verdict.CrashConsistent, [ReasonCode.NoGuestAgent], "no guest agent answered", null, null, []);
}
