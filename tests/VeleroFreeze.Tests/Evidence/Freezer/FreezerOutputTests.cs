using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Evidence.Freezer;

public class FreezerOutputTests
{
    [Theory]
    [InlineData("pre", FreezerOutcome.Done, "Starting...", "Exiting...")]
    [InlineData("pre", FreezerOutcome.Done, "Starting...", "Guest agent version is 8.2.7", "Exiting...")]
    [InlineData("pre", FreezerOutcome.Done, "Guest agent version is 8.2.7", "Operation completed successfully")]
    [InlineData("post", FreezerOutcome.Done, "Guest agent version is 8.2.7", "Operation completed successfully")]
    [InlineData("pre", FreezerOutcome.NoGuestAgent, "No guest agent, exiting")]
    [InlineData("pre", FreezerOutcome.NoGuestAgent, "Starting...", "No guest agent, exiting")]
    [InlineData("pre", FreezerOutcome.NoGuestAgent, "Starting...", "No guest agent, exiting", "Exiting...")]
    [InlineData("pre", FreezerOutcome.DomainNotRunning, "Guest agent version is 8.2.7", "VM domain not running, no need to freeze/unfreeze")]
    [InlineData("pre", FreezerOutcome.DomainNotRunning, "Starting...", "Guest agent version is 8.2.7", "!Paused VM, unable to freeze/unfreeze")]
    [InlineData("pre", FreezerOutcome.NotStarted, "Starting...", "!Use either --freeze or --unfreeze")]
    [InlineData("pre", FreezerOutcome.NotStarted, "!Failed to parse flags")]
    [InlineData("pre", FreezerOutcome.NotStarted, "!Failed to connect launcher")]
    [InlineData("post", FreezerOutcome.NotStarted, "Starting...", "!Failed to get guest info")]
    [InlineData("pre", FreezerOutcome.NotStarted, "Guest agent version is 8", "!Failed to get domain")]
    [InlineData("pre", FreezerOutcome.Failed, "Starting...", "!Freezeing VMI failed")]
    [InlineData("pre", FreezerOutcome.Failed, "!Freezing VMI failed")]
    [InlineData("pre", FreezerOutcome.Failed, "!Freezeing VMI failed, please make sure guest agent is runnning and try again")]
    [InlineData("pre", FreezerOutcome.Failed, "!Freezeing VMI failed, please make sure guest agent and VSS are runnning and try again")]
    [InlineData("pre", FreezerOutcome.Failed, "!Freezing VMI failed, please make sure guest agent is running and try again")]
    [InlineData("pre", FreezerOutcome.Failed, "!Freezing VMI failed, please make sure guest agent and VSS are running and try again")]
    [InlineData("post", FreezerOutcome.Failed, "Starting...", "!Unfreezeing VMI failed")]
    [InlineData("post", FreezerOutcome.Failed, "!Unfreezing VMI failed")]
    [InlineData("post", FreezerOutcome.VssLimit, "!Unfreezeing VMI failed, please try again. If problem continues, stop the vm and backup while down")]
    [InlineData("post", FreezerOutcome.VssLimit, "!Unfreezing VMI failed, please try again. If problem continues, stop the VM and backup while down")]
    public void Each_ending_that_a_release_writes_is_known(string phase, FreezerOutcome outcome, params string[] messages) =>
        Read(string.Concat(messages.Select(Record)), phase).Outcome.ShouldBe(outcome);

    [Theory]
    [InlineData("pre", "")]
    [InlineData("pre", "Starting...")]
    [InlineData("pre", "Guest agent version is 8.2.7")]
    [InlineData("pre", "Guest agent version is Operation completed successfully")]
    [InlineData("pre", "operation completed successfully")]
    [InlineData("pre", "Operation completed successfully ")]
    [InlineData("pre", "Operation completed successfully!")]
    [InlineData("pre", "!Operation completed successfully")]
    [InlineData("pre", "No guest agent, exiting", "Operation completed successfully")]
    [InlineData("pre", "Operation completed successfully", "No guest agent, exiting")]
    [InlineData("pre", "Operation completed successfully", "Operation completed successfully")]
    [InlineData("pre", "Exiting...", "Exiting...")]
    [InlineData("pre", "Starting...", "Operation completed successfully")]
    [InlineData("pre", "Guest agent version is 8", "Starting...", "Exiting...")]
    [InlineData("pre", "Guest agent version is 8", "Guest agent version is 9", "Exiting...")]
    [InlineData("pre", "Operation completed successfully", "Guest agent version is 9")]
    [InlineData("pre", "Guest agent version is 9", "No guest agent, exiting")]
    [InlineData("pre", "!Unfreezing VMI failed")]
    [InlineData("post", "!Freezing VMI failed")]
    [InlineData("pre", "Freezing VMI failed")]
    [InlineData("pre", "!Freezing VMI failed", "Operation completed successfully")]
    [InlineData("pre", "All is well")]
    public void Whatever_no_release_writes_is_unknown(string phase, params string[] messages) =>
        Read(string.Concat(messages.Where(message => message.Length > 0).Select(Record)), phase).Outcome.ShouldBe(FreezerOutcome.Unknown);

    [Theory]
    [InlineData("Operation completed successfully\n")]
    [InlineData("\"Operation completed successfully\"\n")]
    [InlineData("{\"msg\":\"Operation completed successfully\"}\n")]
    [InlineData("{\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Operation completed successfully\",\"pos\":\"virt-freezer.go:1\"}\n")]
    [InlineData("{\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Operation completed successfully\",\"pos\":\"virt-freezer.go:1\",\"timestamp\":\"now\"}\n")]
    [InlineData("{\"component\":\"guest\",\"level\":\"info\",\"msg\":\"Operation completed successfully\",\"pos\":\"virt-freezer.go:1\",\"timestamp\":\"2026-01-02T03:04:05Z\"}\n")]
    [InlineData("{\"component\":\"freezer\",\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Operation completed successfully\",\"pos\":\"virt-freezer.go:1\",\"timestamp\":\"2026-01-02T03:04:05Z\"}\n")]
    [InlineData("{\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"x\",\"msg\":\"Operation completed successfully\",\"pos\":\"virt-freezer.go:1\",\"timestamp\":\"2026-01-02T03:04:05Z\"}\n")]
    [InlineData("[{\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Operation completed successfully\",\"pos\":\"virt-freezer.go:1\",\"timestamp\":\"2026-01-02T03:04:05Z\"}]\n")]
    public void A_record_is_a_record_or_nothing(string stderr) => Read(stderr).Outcome.ShouldBe(FreezerOutcome.Unknown);

    [Theory]
    [InlineData("warning: something\n")]
    [InlineData("\n")]
    [InlineData("{}\n")]
    public void One_foreign_line_beside_a_success_is_enough_to_doubt_it(string foreign)
    {
        Read(Record(LogBuilder.Done)).Outcome.ShouldBe(FreezerOutcome.Done);
        Read(foreign + Record(LogBuilder.Done)).Outcome.ShouldBe(FreezerOutcome.Unknown);
        Read(Record(LogBuilder.Done) + foreign).Outcome.ShouldBe(FreezerOutcome.Unknown);
    }

    [Fact]
    public void Releases_without_words_for_it_give_the_limit_of_Windows_as_the_reason() =>
        Read(LogBuilder.Record("Unfreezeing VMI failed", "error", "server error. command Unfreeze failed: \"fsfreeze is limited up to 10 seconds\""), "post")
            .Outcome.ShouldBe(FreezerOutcome.VssLimit);

    [Fact]
    public void A_further_member_makes_a_record_foreign() =>
        Read(LogBuilder.Record(LogBuilder.Done, extra: ",\"kind\":\"x\"")).Outcome.ShouldBe(FreezerOutcome.Unknown);

    [Fact]
    public void A_record_that_is_cut_is_none() =>
        Enumerable.Range(1, Record(LogBuilder.Done).Length - 2).Select(cut => Read(Record(LogBuilder.Done)[..cut]).Outcome).Distinct().ShouldBe([FreezerOutcome.Unknown]);

    [Fact]
    public void The_success_of_another_command_is_not_read() =>
        new LogBuilder().Freeze("db", Record(LogBuilder.Done), command: ["/bin/sh", "-c", "echo"]).ReadOne().Freezer.ShouldBeNull();

    private static FreezerReading Read(string stderr, string phase = "pre") => new LogBuilder().Freeze("db", stderr, phase).ReadOne().Freezer!;

    /// <summary>An exclamation mark makes it an error.</summary>
    private static string Record(string message) =>
        message.StartsWith('!') ? LogBuilder.Record(message[1..], "error", "why") : LogBuilder.Record(message);
}
