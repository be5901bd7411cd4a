using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Selectors;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Urls;
using Hook = VeleroFreeze.Sandbox.Admission.Webhook;

namespace VeleroFreeze.Tests.Sandbox;

public sealed class WebhookMatcherTests
{
    [Theory]
    [InlineData("CREATE kubevirt.io v1 virtualmachines *", "v1")]
    [InlineData("* * * * *", "v1")]
    [InlineData("CREATE,UPDATE kubevirt.io v1,v1alpha3 virtualmachines Namespaced", "v1")]
    [InlineData("UPDATE kubevirt.io v1 virtualmachines *", null)]
    [InlineData("CREATE velero.io v1 virtualmachines *", null)]
    [InlineData("CREATE kubevirt.io v1 virtualmachines Cluster", null)]
    [InlineData("CREATE kubevirt.io v1 virtualmachines/status *", null)]
    [InlineData("CREATE kubevirt.io v1 virtualmachines/* *", "v1")]
    [InlineData("CREATE kubevirt.io v1alpha3 virtualmachines *", "v1alpha3")]
    public void Rules_choose_the_version_to_ask_about(string rule, string? version) =>
        (Match(Webhook(rule), Facts("virtualmachines"))?.Version).ShouldBe(version);

    [Theory]
    [InlineData("CREATE kubevirt.io v1alpha3 virtualmachines *")]
    [InlineData("UPDATE kubevirt.io v1 virtualmachines *")]
    public void Exact_rules_are_not_stretched(string rule) =>
        Match(Webhook(rule) with { MatchesEquivalents = false }, Facts("virtualmachines")).ShouldBeNull();

    [Theory]
    [InlineData("CREATE * * virtualmachines *", "status", false)]
    [InlineData("CREATE * * */status *", "status", true)]
    [InlineData("CREATE * * */* *", "status", true)]
    [InlineData("CREATE * * * *", "status", false)]
    public void Subresources_are_named_apart(string rule, string subresource, bool expected) =>
        (Match(Webhook(rule), Facts("virtualmachines", subresource)) is not null).ShouldBe(expected);

    [Fact]
    public void An_object_without_a_label_matches_a_selector_by_what_it_was()
    {
        var webhook = Webhook("* * * * *") with { ObjectSelector = LabelSelectorParser.Parse("k") };
        var facts = Facts("virtualmachines") with { OldObject = Node("""{"metadata":{"labels":{"k":"v"}}}""") };
        Match(webhook, facts).ShouldNotBeNull();
        Match(webhook, facts with { OldObject = null }).ShouldBeNull();
    }

    [Fact]
    public void A_namespace_is_selected_by_the_labels_it_will_have()
    {
        var webhook = Webhook("* * * * *") with { NamespaceSelector = LabelSelectorParser.Parse("k") };
        var target = TypeRegistry.Default.Find("", "v1", "namespaces")!;
        var facts = new AdmissionFacts(new WriteRequest(target, "", "a", new UserInfo("u")), AdmissionOperation.Create, Node("""{"metadata":{"labels":{"k":"v"}}}"""), null, []);
        Match(webhook, facts).ShouldNotBeNull();
        Match(webhook, facts with { Object = Node("{}") }).ShouldBeNull();
    }

    private static TypeVersion? Match(Hook webhook, AdmissionFacts facts) =>
        WebhookMatcher.Match(webhook, facts, new ObjectStore(1).Current, TypeRegistry.Default);

    private static AdmissionFacts Facts(string plural, string subresource = "")
    {
        var target = TypeRegistry.Default.Find("kubevirt.io", "v1", plural)!;
        var request = new WriteRequest(target, "default", "db", new UserInfo("u")) { Subresource = subresource };
        return new AdmissionFacts(request, AdmissionOperation.Create, Node("""{"metadata":{"name":"db"}}"""), null, []);
    }

    private static Hook Webhook(string rule)
    {
        var parts = rule.Split(' ').Select(part => part.Split(',')).ToArray();
        return new Hook("c", "w")
        {
            Id = "c/w/0",
            Address = new WebhookAddress(new Uri("https://localhost"), null, ""),
            Rules = [new WebhookRule(parts[0], parts[1], parts[2], parts[3], parts[4][0])],
            MatchesEquivalents = true,
            FailsOpen = true,
            IsReinvoked = false,
            NamespaceSelector = LabelSelector.Everything,
            ObjectSelector = LabelSelector.Everything,
            Timeout = TimeSpan.FromSeconds(1),
            SkipsDeleted = false,
        };
    }

    private static JsonObject Node(string json) => JsonNode.Parse(json)!.AsObject();
}
