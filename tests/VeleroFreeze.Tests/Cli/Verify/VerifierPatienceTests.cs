using System.Text.Json;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Tests.Backups;

namespace VeleroFreeze.Tests.Cli.Verify;

public sealed class VerifierPatienceTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 21, 1, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, false)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void Where_no_verifier_has_written_anything_it_is_waited_for_ten_seconds(int seconds, bool isOver) => IsOver("Completed", null, seconds).ShouldBe(isOver);

    [Theory]
    [InlineData(11, false)]
    [InlineData(180, false)]
    [InlineData(181, true)]
    public void A_verifier_that_has_begun_a_record_is_given_three_minutes(int seconds, bool isOver) => IsOver("PartiallyFailed", Begun, seconds).ShouldBe(isOver);

    [Fact]
    public void A_report_is_what_was_waited_for() => IsOver("Completed", Written, 0).ShouldBeTrue();

    [Fact]
    public void A_backup_that_never_started_or_that_does_not_say_when_it_ended_is_not_waited_for()
    {
        IsOver("FailedValidation", null, 0).ShouldBeTrue();
        VerifierPatience.IsOver(JsonElement.Parse("""{"phase":"Failed"}"""), Begun, End).ShouldBeTrue();
    }

    private static ReportRecord Begun => Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), ReportRecord.HistoryKey, Packed.Of("{}"u8)));

    private static ReportRecord Written => Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), TestReports.Of(TestReports.Machine(Verdict.FileSystemConsistent))));

    private static ReportRecord Record(ReadOnlyMemory<byte> body) => new(KubernetesObject.Parse(body.Span));

    private static bool IsOver(string phase, ReportRecord? record, int seconds) =>
        VerifierPatience.IsOver(JsonElement.Parse($$"""{"phase":"{{phase}}","completionTimestamp":"2026-11-21T01:05:00Z"}"""), record, End.AddSeconds(seconds));
}
