using System.Text;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier;

namespace VeleroFreeze.Tests.Verifier;

public class SeenBackupsTests
{
    /// <summary>The first thing that a new leader is told of is what has ended.</summary>
    [Theory]
    [InlineData(true, "02:10:00", true)]
    [InlineData(true, "02:00:00", true)]
    [InlineData(true, "02:30:01", false)]
    [InlineData(true, "01:59:59", false)]
    [InlineData(false, "02:10:00", false)]
    public void A_backup_that_nobody_watched_was_beside_one_whose_data_was_being_moved(bool movesData, string began, bool isBeside)
    {
        var seen = new SeenBackups();
        seen.Upsert(Backup("nightly", "02:00:00", "02:30:00", movesData));
        seen.Upsert(Backup("hourly", began, "02:40:00", movesData: false));

        seen.Beside("nightly").Select(other => (other.Name, other.DuringHooks)).ShouldBe(isBeside ? [("hourly", false)] : []);
        seen.Remove("hourly");
        seen.Beside("nightly").ShouldBeEmpty();
    }

    private static KubernetesObject Backup(string name, string began, string ended, bool movesData) => KubernetesObject.Parse(Encoding.UTF8.GetBytes($$"""
        {"apiVersion": "velero.io/v1", "kind": "Backup", "metadata": {"name": "{{name}}", "namespace": "velero", "uid": "{{name}}", "resourceVersion": "1"},
         "spec": {"snapshotMoveData": {{(movesData ? "true" : "false")}}, "includedNamespaces": ["shop"]},
         "status": {"phase": "Completed", "startTimestamp": "2026-03-04T{{began}}Z", "completionTimestamp": "2026-03-04T{{ended}}Z"} }
        """));
}
