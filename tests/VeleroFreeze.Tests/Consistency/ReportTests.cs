using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Consistency;

public class ReportTests
{
    [Fact]
    public void The_reports_json_has_the_members_that_others_read()
    {
        using var json = JsonDocument.Parse(ReportJson.Write(ConsistencyJudge.Judge(new Scenario().Freeze().Snapshot("root").Thaw().Facts())));
        var root = json.RootElement;

        Members(root).ShouldBe(["backup", "verdict", "policyMet", "virtualMachines", "evidence"]);
        Members(root.GetProperty("backup")).ShouldBe(["namespace", "name", "uid", "phase", "startTimestamp", "completionTimestamp", "hooksAttempted", "hooksFailed"]);
        var machine = root.GetProperty("virtualMachines")[0];
        Members(machine).ShouldBe(["namespace", "name", "policy", "verdict", "reasons", "message", "pod", "obligations", "freeze", "volumes"]);
        machine.GetProperty("obligations").EnumerateArray().Select(obligation => obligation.GetProperty("id").GetString())
            .ShouldBe(["thisBackup", "counters", "instance", "history", "disks", "freeze", "inside", "alone"]);
        Members(machine.GetProperty("obligations")[0]).ShouldBe(["id", "proven", "evidence", "missing"]);
        Members(machine.GetProperty("freeze")).ShouldBe(["requestedAt", "frozenAt", "thawedAt", "limitSeconds"]);
        Members(machine.GetProperty("volumes")[0]).ShouldBe(["claim", "method", "capturedFrom", "capturedTo", "insideFreeze"]);
        Members(root.GetProperty("evidence")).ShouldBe(["log", "results", "resourceList", "volumeInfo"]);
        machine.GetProperty("verdict").GetString().ShouldBe("FileSystemConsistent");
        machine.GetProperty("policy").GetString().ShouldBe("required");
        machine.GetProperty("freeze").GetProperty("requestedAt").GetString().ShouldBe("2026-03-04T02:00:00Z");
        root.GetProperty("evidence").GetProperty("log").GetString().ShouldBe("complete");
    }

    [Theory]
    [InlineData("\"FileSystemConsistent\"", "\"Perfect\"")]
    [InlineData("\"FileSystemConsistent\"", "\"0\"")]
    [InlineData("\"policyMet\": true", "\"policyMet\": \"yes\"")]
    [InlineData("\"virtualMachines\": [", "\"virtualMachines\": 7, \"other\": [")]
    [InlineData("2026-03-04T02", "someday")]
    public void A_report_that_is_not_understood_whole_is_refused(string right, string wrong)
    {
        var json = Encoding.UTF8.GetString(ReportJson.Write(ConsistencyJudge.Judge(new Scenario().Freeze().Snapshot("root").Thaw().Facts())));
        json.ShouldContain(right);
        Should.Throw<FormatException>(() => ReportJson.Read(Encoding.UTF8.GetBytes(json.Replace(right, wrong)))).Message.ShouldContain("report");
    }

    [Fact]
    public void The_summary_stops_at_a_name_and_says_how_many_are_left()
    {
        var summary = ReportText.Summary(Report(Enumerable.Range(0, 40).Select(i => Machine($"machine-{i}"))));

        Encoding.UTF8.GetByteCount(summary).ShouldBeLessThanOrEqualTo(512);
        summary.ShouldStartWith("crash-consistent: 0 of 40 opted-in VMs are file-system-consistent; shop/machine-0 is crash-consistent (NoGuestAgent); ");
        summary.ShouldMatch("\\(NoGuestAgent\\); and [0-9]+ more$");
    }

    [Fact]
    public void A_name_too_long_for_the_summary_is_counted_instead() =>
        ReportText.Summary(Report([Machine(new string('x', 600))])).ShouldBe("crash-consistent: 0 of 1 opted-in VMs are file-system-consistent; and 1 more");

    [Theory]
    [InlineData(ReasonCode.Frozen, false)]
    [InlineData(ReasonCode.PoweredOff, false)]
    [InlineData(ReasonCode.NoGuestAgent, true)]
    public void Only_a_good_reason_needs_no_advice(ReasonCode reason, bool advised) => (Advice.For(reason) is not null).ShouldBe(advised);

    [Fact]
    public void Every_bad_reason_has_advice_with_a_command_and_every_verdict_a_label()
    {
        Enum.GetValues<ReasonCode>().Where(reason => Advice.For(reason) is null).ShouldBe([ReasonCode.Frozen, ReasonCode.PoweredOff]);
        Enum.GetValues<ReasonCode>().Select(Advice.For).OfType<string>().ShouldAllBe(advice => advice.Contains("kubectl") || advice.Contains("vel") || advice.Contains("virtctl") || advice.Contains("chronyc"));
        Enum.GetValues<Verdict>().Select(ReportText.Label).Distinct().Count().ShouldBe(Enum.GetValues<Verdict>().Length);
    }

    internal static ConsistencyReport Report(IEnumerable<VirtualMachineReport> machines) => new(
        new BackupSummary("velero", "nightly", "uid", "Completed", null, null, 2, 0), Verdict.CrashConsistent, false, [.. machines],
        new EvidenceStates(ArtifactState.Complete, ArtifactState.Missing, ArtifactState.Truncated, ArtifactState.Unreadable));

    internal static VirtualMachineReport Machine(string name, string message = "no guest agent") => new(
        "shop", name, FreezePolicy.Required, Verdict.CrashConsistent, [ReasonCode.NoGuestAgent], message, null, null, []);

    private static IEnumerable<string> Members(JsonElement json) => json.EnumerateObject().Select(member => member.Name);
}
