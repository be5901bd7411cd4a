using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Tests.Evidence;

namespace VeleroFreeze.Tests.Consistency;

public class HookCountsTests
{
    /// <summary>The object comes from another cluster: Velero has emptied its spec.hooks.</summary>
    private static readonly BackupObject Synced = new() { Summary = new BackupSummary("velero", "nightly", "u", "Completed", null, null, 2, 1) };

    [Fact]
    public void Hooks_of_the_spec_that_only_the_log_still_tells_of_explain_a_surplus()
    {
        var log = new LogBuilder().Line("running exec hook", ("hookPhase", "pre"), ("hookType", "exec"), ("hookSource", "spec"), ("hookCommand", "[one]"), ("hookTimeout", "{30s}"))
            .Line(VeleroFreeze.Sandbox.Velero.Logs.Severity.Error, "Error executing hook", ("hookPhase", "pre"), ("hookType", "exec"), ("hookSource", "spec"), ("error", "timed out after 30s")).Read();
        HookCounts.Contradiction(Synced, log).ShouldBeNull();
    }

    [Fact]
    public void Without_any_in_the_log_a_surplus_is_a_contradiction() =>
        HookCounts.Contradiction(Synced, new LogBuilder().Error("command terminated with exit code 1").Read()).ShouldBe("Velero counted 2 hooks, and the log tells of 1");
}
