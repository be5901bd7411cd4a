using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Consistency;

public class VerdictCaseTests
{
    public static TheoryData<string> Cases => GoldenCases.Of("verdicts");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_folders_name_says_the_backups_verdict(string name)
    {
        var report = ConsistencyJudge.Judge(VerdictCase.Of(name).Facts());

        name.ShouldEndWith($"-is-{ReportText.Label(report.Verdict)}", customMessage: string.Join('\n', report.VirtualMachines.Select(machine => $"{machine.Key} {machine.Verdict} {string.Join(' ', machine.Reasons)}: {machine.Message}")));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_vm_has_the_claimed_verdict_for_the_claimed_reasons(string name)
    {
        var given = VerdictCase.Of(name);
        var report = ConsistencyJudge.Judge(given.Facts());

        report.VirtualMachines.Select(machine => $"{machine.Key} {machine.Verdict} {string.Join(' ', machine.Reasons)}").ShouldBe(given.Claims);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Report_summary_and_explanation_are_as_recorded(string name)
    {
        var given = VerdictCase.Of(name);
        var facts = given.Facts();
        var report = ConsistencyJudge.Judge(facts);

        GoldenCases.ShouldMatch(given.File("report.json"), ReportJson.Write(report));
        GoldenCases.ShouldMatch(given.File("summary.txt"), ReportText.Summary(report) + "\n");
        GoldenCases.ShouldMatch(given.File("explain.txt"), VerdictCase.Explain(facts, report));
    }

    [Fact]
    public void There_are_at_least_120_of_them() => Cases.Count.ShouldBeGreaterThanOrEqualTo(120);
}
