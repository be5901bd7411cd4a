using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Tests.Evidence.Logs;

public class ClaimFailureTests
{
    private const string Cause = "rpc error: code = Unknown desc = context deadline exceeded";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_snapshot_that_timed_out_is_its_claims_failure(bool json)
    {
        var marks = new LogBuilder(json).Line(Severity.Error, "Timed out awaiting reconciliation of volumesnapshot shop/velero-db-data-2kd69").Read().Marks;
        marks.Select(mark => (mark.Kind, mark.Namespace, mark.Name)).ShouldBe([
            (LogMarkKind.SnapshotFailed, "shop", "velero-db-data-2kd69"), (LogMarkKind.ClaimFailed, "shop", "db-data")]);
        marks[1].Detail.ShouldBe("Timed out awaiting reconciliation of volumesnapshot shop/velero-db-data-2kd69");
    }

    [Fact]
    public void A_name_that_may_have_been_cut_tells_no_claim()
    {
        Of($"velero-{new string('a', 51)}2kd69").Length.ShouldBe(1);
        Of($"velero-{new string('a', 50)}-2kd69").Length.ShouldBe(1);
        Of($"velero-{new string('a', 49)}-2kd69").ShouldBe([LogMarkKind.SnapshotFailed, LogMarkKind.ClaimFailed]);
        Of("snapshot-of-mine").Length.ShouldBe(1);

        static LogMarkKind[] Of(string name) =>
            [.. new LogBuilder().Line(Severity.Error, $"Timed out awaiting reconciliation of volumesnapshot shop/{name}").Read().Marks.Select(mark => mark.Kind)];
    }

    [Theory]
    [InlineData("error executing custom action (groupResource=persistentvolumeclaims, namespace=shop, name=db-data): " + Cause, "db-data")]
    [InlineData("error executing custom action (groupResource=volumesnapshots.snapshot.storage.k8s.io, namespace=shop, name=velero-db-data-2kd69): " + Cause, "db-data")]
    [InlineData("error executing custom action (groupResource=pods, namespace=shop, name=p): error executing custom action (groupResource=persistentvolumeclaims, namespace=shop, name=db-data): " + Cause, "db-data")]
    [InlineData("error executing custom action (groupResource=pods, namespace=shop, name=p): " + Cause, null)]
    [InlineData("error executing custom action (groupResource=persistentvolumeclaims, namespace=shop): " + Cause, null)]
    [InlineData("command terminated with exit code 1", null)]
    public void An_items_error_names_the_claim_that_failed(string error, string? claim)
    {
        var marks = new LogBuilder().Line(Severity.Error, "Error backing up item", ("error", error), ("name", "virt-launcher-db")).Read().Marks;
        if (claim is null)
        {
            marks.ShouldBeEmpty();
            return;
        }

        marks.ShouldHaveSingleItem().ShouldBe(new LogMark(LogMarkKind.ClaimFailed, 1, marks[0].At, "shop", claim, Cause));
    }

    [Fact]
    public void A_missing_node_agent_fails_the_claim_whose_data_was_to_be_moved()
    {
        var marks = new LogBuilder()
            .Line(Severity.Error, "cannot perform snapshot data movement without running node-agent pods", ("error", "node-agent is not ready: no ready pods found"))
            .Line(Severity.Error, "Error backing up item", ("error", "error executing custom action (groupResource=persistentvolumeclaims, namespace=shop, name=db): rpc error: code = Unknown desc = CSI PVC BIA cannot proceed: node-agent is not ready for snapshot data movement: node-agent is not ready: no ready pods found"), ("name", "virt-launcher-db"))
            .Read().Marks;
        marks.Select(mark => (mark.Kind, mark.Name)).ShouldBe([(LogMarkKind.NodeAgentMissing, ""), (LogMarkKind.ClaimFailed, "db")]);
        marks[1].Detail!.ShouldContain("CSI PVC BIA cannot proceed");
    }
}
