using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Tests.Sandbox.Velero;

public class ItemFilterTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"includedNamespaces":["shop"]}""", true)]
    [InlineData("""{"includedNamespaces":["sh*"]}""", true)]
    [InlineData("""{"includedNamespaces":["*"],"excludedNamespaces":["shop"]}""", false)]
    [InlineData("""{"includedNamespaces":["other"]}""", false)]
    [InlineData("""{"includedResources":["pods"]}""", true)]
    [InlineData("""{"includedResources":["pod"]}""", true)]
    [InlineData("""{"includedResources":["virtualmachines"]}""", false)]
    [InlineData("""{"excludedResources":["pods"]}""", false)]
    [InlineData("""{"labelSelector":{"matchLabels":{"app":"db"}}}""", false)]
    [InlineData("""{"includeClusterResources":false}""", true)]
    public void A_pod_is_collected_when_the_spec_asks_for_it(string spec, bool isCollected) =>
        Filter(spec).Collects(new BackupItem(TestObjects.Pod("web"))).ShouldBe(isCollected);

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"includedNamespaces":["shop"]}""", false)]
    [InlineData("""{"includedNamespaces":["shop"],"includeClusterResources":true}""", true)]
    [InlineData("""{"includeClusterResources":false}""", false)]
    public void A_volume_is_visited_by_itself_only_with_all_namespaces_or_when_asked_for(string spec, bool isCollected) =>
        Filter(spec).Collects(Volume).ShouldBe(isCollected);

    [Theory]
    [InlineData("""{"includedNamespaces":["shop"]}""", null)]
    [InlineData("""{"labelSelector":{"matchLabels":{"app":"db"}}}""", null)]
    [InlineData("""{"includeClusterResources":false}""", "resource is cluster-scoped and is excluded by cluster filter.")]
    [InlineData("""{"excludedResources":["persistentvolumes"]}""", "resource is excluded")]
    public void What_an_item_leads_to_is_not_held_against_the_label_selector(string spec, string? objection) =>
        Filter(spec).Objection(Volume).ShouldBe(objection);

    [Fact]
    public void A_label_keeps_an_object_out()
    {
        var pod = TestObjects.Pod("web");
        pod["metadata"]!["labels"] = new JsonObject { ["velero.io/exclude-from-backup"] = "true" };
        Filter("{}").Collects(new BackupItem(pod)).ShouldBeFalse();
        Filter("{}").Objection(new BackupItem(pod)).ShouldBe("it has label velero.io/exclude-from-backup=true");
    }

    [Fact]
    public void Namespaces_follow_the_lists_of_namespaces()
    {
        var space = new BackupItem(TestObjects.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}"""));
        Filter("""{"includedNamespaces":["shop"],"includeClusterResources":false}""").Collects(space).ShouldBeTrue();
        Filter("""{"includedNamespaces":["other"]}""").Collects(space).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Endpoints", "endpoints")]
    [InlineData("BackupRepository", "backuprepositories")]
    [InlineData("StorageClass", "storageclasses")]
    [InlineData("VirtualMachine", "virtualmachines")]
    public void Kinds_have_plurals(string kind, string plural) => new BackupItem(new JsonObject { ["kind"] = kind }).Plural.ShouldBe(plural);

    private static BackupItem Volume => new(TestObjects.Disk("root").Last());

    private static ItemFilter Filter(string spec) => new(new BackupSpec(TestObjects.Backup(spec)));
}
