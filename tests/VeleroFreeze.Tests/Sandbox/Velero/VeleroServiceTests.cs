using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Csi;
using VeleroFreeze.Sandbox.Velero.Backups;
using VeleroFreeze.Sandbox.Velero.Requests;
using VeleroFreeze.Sandbox.Velero.Storage;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>The rules around backups that need no cluster.</summary>
public class VeleroServiceTests
{
    private const string Path = "backups/b/b-logs.gz";

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"storageLocation":"other"}""", "an existing backup storage location is needed: backupstoragelocation.velero.io \"other\" not found")]
    [InlineData("""{"includedResources":["pods"],"excludedResources":["pods"]}""", "Invalid included/excluded resource lists: excludes list cannot contain an item in the includes list: pods")]
    [InlineData("""{"includedNamespaces":["a"],"excludedNamespaces":["a"]}""", "Invalid included/excluded namespace lists: excludes list cannot contain an item in the includes list: a")]
    [InlineData("""{"orLabelSelectors":[]}""", "the sandbox does not know spec.orLabelSelectors")]
    [InlineData("""{"labelSelector":{"matchExpressions":[{"key":"a","operator":"Like"}]}}""", "Invalid label selector: \"Like\" is not a valid label selector operator")]
    public void A_backup_is_validated(string spec, string error)
    {
        var backup = TestObjects.Backup(spec);
        backup["spec"]!["storageLocation"] ??= "default";
        string.Join('\n', BackupValidation.Errors(backup, ["default"])).ShouldBe(error);
    }

    [Fact]
    public void A_url_is_good_for_its_object_and_for_ten_minutes()
    {
        var time = new FakeTimeProvider();
        var urls = new SignedUrls([1, 2, 3], time);
        var query = urls.Sign(Path).Split('?')[1].Split('&').Select(pair => pair.Split('=')[1]).ToList();
        urls.Allows(Path, query[0], query[1]).ShouldBeTrue();
        urls.Allows("backups/c/c-logs.gz", query[0], query[1]).ShouldBeFalse();
        urls.Allows(Path, query[0] + "0", query[1]).ShouldBeFalse();
        urls.Allows(Path, query[0], null).ShouldBeFalse();
        new SignedUrls([1, 2, 4], time).Allows(Path, query[0], query[1]).ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(10));
        urls.Allows(Path, query[0], query[1]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("b-logs.gz", "missing", null)]
    [InlineData("b-logs.gz", "truncated", 2)]
    [InlineData("b-logs.gz", "fine", 4)]
    [InlineData("b-results.gz", "missing", 4)]
    public void A_log_may_be_lost_on_its_way(string file, string fault, int? length)
    {
        var backup = TestObjects.Backup(annotations: $$"""{"sandbox.velerofreeze.io/log":"{{fault}}"}""");
        LogFault.Apply(backup, new Artifact(file, [1, 2, 3, 4]))?.Content.Length.ShouldBe(length!.Value);
        (LogFault.Apply(backup, new Artifact(file, [1, 2, 3, 4])) is null).ShouldBe(length is null);
    }

    [Theory]
    [InlineData("@every 90m", 5400.0)]
    [InlineData("@every 1h30m", 5400.0)]
    [InlineData("@every 10", null)]
    [InlineData("@every 1ms", null)]
    [InlineData("@daily", null)]
    [InlineData("0 1 * * *", null)]
    public void Schedules_are_intervals(string text, double? seconds)
    {
        var interval = Schedules.IntervalOf(new JsonObject { ["spec"] = new JsonObject { ["schedule"] = text } });
        (interval?.TotalSeconds).ShouldBe(seconds);
    }

    [Fact]
    public void A_backup_of_a_schedule_has_its_name_the_time_and_the_labels_of_the_template()
    {
        var schedule = TestObjects.Parse("""
            {"metadata":{"name":"nightly","namespace":"velero","labels":{"a":"b"}},
             "spec":{"schedule":"@every 24h","template":{"metadata":{"labels":{"tier":"gold"}},"includedNamespaces":["shop"]}}}
            """);
        var backup = Schedules.BackupOf(schedule, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        backup["metadata"]!.ToJsonString().ShouldBe(
            """{"name":"nightly-20260102030405","namespace":"velero","labels":{"tier":"gold","velero.io/schedule-name":"nightly"},"annotations":{}}""");
        backup["spec"]!.ToJsonString().ShouldBe("""{"includedNamespaces":["shop"]}""");
    }

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("10Gi", 10L << 30)]
    [InlineData("5G", 5_000_000_000)]
    [InlineData("1.5Ki", 1536)]
    [InlineData("much", 0)]
    public void Sizes_are_read(string text, long bytes) => Quantity.Bytes(text).ShouldBe(bytes);

    [Theory]
    [InlineData("slow=90s", 90)]
    [InlineData("slow=soon", 0)]
    [InlineData("fails", 0)]
    public void A_snapshot_may_be_slow(string fault, int seconds)
    {
        var claim = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Snapshotter.Annotation] = fault } } };
        Snapshotter.ExtraOf(claim).TotalSeconds.ShouldBe(seconds);
    }
}
