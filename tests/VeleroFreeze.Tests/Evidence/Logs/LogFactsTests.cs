using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Tests.Evidence.Logs;

/// <summary>What a log says of itself: whose it is, whether it is whole, and what Velero counts in it.</summary>
public class LogFactsTests
{
    private const string First = "Setting up backup temp file";

    private const string Last = "Backed up a total of 11 items";

    private static readonly string Done = LogBuilder.Record(LogBuilder.Done);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_whole_log_begins_and_ends_as_Velero_does(bool json)
    {
        var log = new LogBuilder(json).Line(First).Line("Setting up plugin manager").Freeze("db", Done).Line(Last, ("progress", "")).Read();
        (log.BeginsAsVelero, log.EndsAsVelero).ShouldBe((true, true));
    }

    [Fact]
    public void Lines_about_snapshots_may_follow_the_end()
    {
        var log = new LogBuilder().Line(First).Line(Last).Line("backup SnapshotMoveData is set to true, skip VolumeSnapshot resource persistence.").Read();
        (log.BeginsAsVelero, log.EndsAsVelero).ShouldBe((true, true));
    }

    [Fact]
    public void A_log_without_its_first_line_does_not_begin()
    {
        new LogBuilder().Line("Setting up plugin manager").Line(First).Read().BeginsAsVelero.ShouldBeFalse();
        new LogBuilder().Line("Setting up plugin manager").Line(Last).Read().BeginsAsVelero.ShouldBeFalse();
        new LogBuilder().Line(First).Line(First).Read().BeginsAsVelero.ShouldBeFalse();
        new LogBuilder().Line($"{First} or so").Read().BeginsAsVelero.ShouldBeFalse();
    }

    [Fact]
    public void A_log_without_its_last_line_does_not_end()
    {
        new LogBuilder().Line(First).Freeze("db", Done).Read().EndsAsVelero.ShouldBeFalse();
        new LogBuilder().Line(First).Line("Backed up 11 items out of an estimated total of 11 (estimate will change throughout the backup)").Read().EndsAsVelero.ShouldBeFalse();
        new LogBuilder().Line(First).Line("Backed up a total of some items").Read().EndsAsVelero.ShouldBeFalse();
    }

    [Fact]
    public void Hooks_behind_the_end_or_a_second_end_are_of_another_log()
    {
        new LogBuilder().Line(First).Line(Last).Freeze("db", Done).Read().EndsAsVelero.ShouldBeFalse();
        new LogBuilder().Line(First).Line(Last).Line(Last).Read().EndsAsVelero.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_line_is_asked_for_its_Backup(bool json)
    {
        var log = new LogBuilder(json).Line(First).Line("of another", ("Source PVC", "shop/db")).Read();
        log.Backups.ShouldBe([new LoggedBackup("velero/nightly", 1)]);
        log.OtherThan("velero", "nightly").ShouldBeNull();
        log.OtherThan("velero", "hourly").ShouldBe(new LoggedBackup("velero/nightly", 1));
        log.LinesWithoutBackup.ShouldBe(0);
    }

    [Theory]
    [InlineData("""time="2026-01-02T03:04:05Z" level=info msg="nothing of interest" backup=velero/other logSource="pkg/x.go:1" """)]
    [InlineData("""time="2026-01-02T03:04:05Z" level=debug msg="a = b backup=velero/nightly" Operation ID=du-1 backup=velero/other""")]
    [InlineData("""{"backup":"velero/other","level":"info","msg":"nothing of interest","time":"2026-01-02T03:04:05Z"}""")]
    public void A_line_of_another_Backup_is_found_wherever_it_stands(string line)
    {
        var log = new LogBuilder().Line(First).Raw(line.TrimEnd()).Line(First).Read();
        log.OtherThan("velero", "nightly").ShouldBe(new LoggedBackup("velero/other", 2));
    }

    [Fact]
    public void Text_within_a_message_names_no_Backup()
    {
        var log = new LogBuilder().Raw("""time="2026-01-02T03:04:05Z" level=info msg="guest says: \" backup=velero/other x=\"" backup=velero/nightly""").Read();
        log.Backups.ShouldBe([new LoggedBackup("velero/nightly", 1)]);
    }

    [Fact]
    public void A_line_without_a_Backup_is_counted()
    {
        var log = new LogBuilder().Line(First).Raw("""time="2026-01-02T03:04:05Z" level=info msg=nothing logSource="pkg/x.go:1" """.TrimEnd()).Read();
        log.LinesWithoutBackup.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Warnings_and_errors_are_counted_and_equal_to_those_of_the_results(bool json)
    {
        var log = new LogBuilder(json, namesPods: true)
            .Line(First)
            .Line(Severity.Warning, "Unable to parse provided timeout 300, using default: time: missing unit in duration \"300\"")
            .Error("timed out after 20s")
            .Line(Severity.Error, "Error running pre hooks for pod", (json ? "error.message" : "error", "timed out after 20s"), ("name", "virt-launcher-db"))
            .Read();
        (log.WarningCount, log.ErrorCount).ShouldBe((1, 2));
        log.Messages.Select(message => (message.Line, message.Result)).ShouldBe([
            (2, new(false, "", " message: /Unable to parse provided timeout 300, using default: time: missing unit in duration \"300\"")),
            (3, new(true, "shop", " resource: /pods name: /virt-launcher-db message: /Error executing hook error: /timed out after 20s")),
            (4, new(true, "", " name: /virt-launcher-db message: /Error running pre hooks for pod error: /timed out after 20s")),
        ]);
    }

    [Fact]
    public void A_warning_of_a_form_of_its_own_is_counted_and_nothing_more()
    {
        var log = new LogBuilder(json: true).Line(First)
            .Raw("""{"backup":"velero/nightly","error":{"code":5},"level":"error","msg":"a plugin's own","name":7,"time":"2026-01-02T03:04:05Z"}""").Read();
        (log.ErrorCount, log.Messages.Count, log.UnreadableLines).ShouldBe((1, 0, 0));
    }

    [Fact]
    public void A_result_is_told_by_its_parts()
    {
        var result = new ResultMessage(true, "shop", " resource: /pods name: /virt-launcher-db message: /Error executing hook error: /exit code 1 name: /x");
        (result.Resource, result.Name, result.Message, result.Error).ShouldBe(("pods", "virt-launcher-db", "Error executing hook", "exit code 1 name: /x"));
        var bare = new ResultMessage(true, "", " message: /a name: /b");
        (bare.Resource, bare.Name, bare.Message, bare.Error).ShouldBe(("", "", "a name: /b", ""));
        new ResultMessage(true, "", "of another form").Message.ShouldBe("of another form");
    }
}
