using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Evidence.Freezer;

/// <summary>virt-freezer gave up waiting for virt-launcher, which goes on.</summary>
public class DeadlineTests
{
    [Theory]
    [InlineData("pre", "unknown error encountered sending command Freeze: rpc error: code = DeadlineExceeded desc = context deadline exceeded", true)]
    [InlineData("pre", "command Freeze failed with DeadlineExceeded: rpc error: code = DeadlineExceeded desc = context deadline exceeded", true)]
    [InlineData("post", "command Unfreeze failed with DeadlineExceeded: rpc error: code = DeadlineExceeded desc = context deadline exceeded", true)]
    [InlineData("pre", "server error. command Freeze failed: \"command Freeze failed with DeadlineExceeded: said the guest\"", false)]
    [InlineData("pre", "Failed to freeze VMI, VMI is currently during migration", false)]
    public void A_deadline_is_told_from_a_refusal(string phase, string reason, bool exceeded)
    {
        var message = phase == "pre" ? "Freezing VMI failed" : "Unfreezing VMI failed";
        var reading = new LogBuilder().Freeze("db", LogBuilder.Record(message, "error", reason), phase).Read().Hooks.ShouldHaveSingleItem().Freezer!;
        (reading.Outcome, reading.DeadlineExceeded).ShouldBe((FreezerOutcome.Failed, exceeded));
    }

    [Fact]
    public void A_deadline_before_the_call_leaves_nothing_behind()
    {
        var reading = new FreezerReading(FreezerOutcome.NotStarted, "unknown error encountered sending command Freeze: rpc error: code = DeadlineExceeded desc = x");
        reading.DeadlineExceeded.ShouldBeFalse();
    }
}
