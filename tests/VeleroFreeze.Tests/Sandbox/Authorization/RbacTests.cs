using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Tests.Sandbox.Authorization;

public sealed class RbacTests
{
    private const string Backups = "/apis/velero.io/v1/namespaces/velero/backups";
    private const string ReadsBackups = "{apiGroups: [velero.io], resources: [backups], verbs: [get, list]}";

    [Fact]
    public void Nothing_is_allowed_without_a_rule() => new TestRoles().Allows("GET", Backups).ShouldBeFalse();

    [Theory]
    [InlineData("GET", Backups, true)]
    [InlineData("GET", Backups + "/nightly", true)]
    [InlineData("GET", Backups + "?watch=true", false)]
    [InlineData("POST", Backups, false)]
    [InlineData("PATCH", Backups + "/nightly", false)]
    [InlineData("DELETE", Backups, false)]
    [InlineData("GET", Backups + "/nightly/status", false)]
    [InlineData("GET", "/apis/velero.io/v1/namespaces/velero/restores", false)]
    [InlineData("GET", "/apis/velero.io/v1/namespaces/other/backups", false)]
    [InlineData("GET", "/apis/velero.io/v1/backups", false)]
    public void A_role_allows_its_verbs_on_its_resources_in_its_namespace(string method, string path, bool allowed) =>
        TestRoles.With(ReadsBackups).Allows(method, path).ShouldBe(allowed);

    [Theory]
    [InlineData("/apis/velero.io/v1/backups")]
    [InlineData(Backups)]
    public void A_cluster_role_that_is_bound_for_the_cluster_allows_in_every_namespace_and_across_them(string path) =>
        TestRoles.Everywhere(ReadsBackups).Allows("GET", path).ShouldBeTrue();

    [Fact]
    public void A_cluster_role_that_is_bound_in_a_namespace_allows_only_there()
    {
        var roles = new TestRoles()
            .Add(RoleTypes.ClusterRoles, "", "reader", $"rules: [{ReadsBackups}]")
            .Bind("velero", "ClusterRole", "reader", "{kind: ServiceAccount, name: verifier, namespace: velerofreeze}");
        roles.Allows("GET", Backups).ShouldBeTrue();
        roles.Allows("GET", "/apis/velero.io/v1/backups").ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET", "/velerofreeze-verifier", true)]
    [InlineData("PUT", "/velerofreeze-verifier", true)]
    [InlineData("GET", "/other", false)]
    [InlineData("POST", "", false)]
    [InlineData("GET", "", false)]
    [InlineData("GET", "?fieldSelector=metadata.name=velerofreeze-verifier", true)]
    [InlineData("GET", "?fieldSelector=metadata.name=other", false)]
    [InlineData("DELETE", "", false)]
    public void A_rule_with_names_allows_no_request_that_names_none(string method, string rest, bool allowed) =>
        TestRoles.With("{apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: [velerofreeze-verifier], verbs: ['*']}", "velerofreeze")
            .Allows(method, $"/apis/coordination.k8s.io/v1/namespaces/velerofreeze/leases{rest}").ShouldBe(allowed);

    [Theory]
    [InlineData("'*'", "/api/v1/namespaces/velero/pods/p/exec", true)]
    [InlineData("'*'", "/api/v1/namespaces/velero/pods", true)]
    [InlineData("pods", "/api/v1/namespaces/velero/pods/p/exec", false)]
    [InlineData("pods/exec", "/api/v1/namespaces/velero/pods/p/exec", true)]
    [InlineData("pods/exec", "/api/v1/namespaces/velero/pods", false)]
    [InlineData("'*/exec'", "/api/v1/namespaces/velero/pods/p/exec", true)]
    [InlineData("'*/exec'", "/api/v1/namespaces/velero/pods/p/log", false)]
    [InlineData("pods/*", "/api/v1/namespaces/velero/pods/p/exec", false)]
    public void A_subresource_is_a_resource_of_its_own(string resource, string path, bool allowed) =>
        TestRoles.With($"{{apiGroups: [''], resources: [{resource}], verbs: [create]}}").Allows("POST", path).ShouldBe(allowed);

    [Fact]
    public void The_core_group_is_empty_and_no_asterisk() =>
        TestRoles.With("{apiGroups: [''], resources: [backups], verbs: [list]}").Allows("GET", Backups).ShouldBeFalse();

    [Theory]
    [InlineData("/metrics", "/metrics", true)]
    [InlineData("/metrics", "/metrics/cadvisor", false)]
    [InlineData("/healthz/*", "/healthz/etcd", true)]
    [InlineData("/healthz/*", "/healthz", false)]
    [InlineData("'*'", "/anything", true)]
    public void Paths_that_name_no_resource_have_rules_of_their_own(string allowed, string path, bool isAllowed) =>
        TestRoles.Everywhere($"{{nonResourceURLs: [{allowed}], verbs: [get]}}").Allows("GET", path).ShouldBe(isAllowed);

    [Fact]
    public void A_rule_for_paths_allows_no_resource() =>
        TestRoles.Everywhere("{nonResourceURLs: ['*'], verbs: ['*']}").Allows("GET", Backups).ShouldBeFalse();

    [Theory]
    [InlineData("{kind: User, name: 'system:serviceaccount:velerofreeze:verifier'}", true)]
    [InlineData("{kind: Group, name: 'system:serviceaccounts:velerofreeze'}", true)]
    [InlineData("{kind: Group, name: 'system:serviceaccounts'}", true)]
    [InlineData("{kind: Group, name: 'system:authenticated'}", true)]
    [InlineData("{kind: ServiceAccount, name: verifier, namespace: velerofreeze}", true)]
    [InlineData("{kind: ServiceAccount, name: verifier, namespace: other}", false)]
    [InlineData("{kind: User, name: verifier}", false)]
    [InlineData("{kind: Group, name: 'system:masters'}", false)]
    public void A_service_account_is_meant_by_its_name_and_by_its_groups(string subject, bool isMeant) =>
        TestRoles.Everywhere(ReadsBackups, subject).Allows("GET", Backups).ShouldBe(isMeant);

    [Fact]
    public void An_account_without_a_namespace_is_looked_for_in_that_of_the_binding()
    {
        var roles = new TestRoles()
            .Add(RoleTypes.Roles, "velerofreeze", "reader", "rules: [{apiGroups: [''], resources: [configmaps], verbs: [list]}]")
            .Bind("velerofreeze", "Role", "reader", "{kind: ServiceAccount, name: verifier}");
        roles.Allows("GET", "/api/v1/namespaces/velerofreeze/configmaps").ShouldBeTrue();
    }

    [Fact]
    public void Masters_may_do_everything_whatever_is_bound() =>
        new TestRoles().Allows("DELETE", "/api/v1/namespaces/kube-system/secrets", new UserInfo("admin", "system:masters")).ShouldBeTrue();

    [Fact]
    public void An_answer_names_the_binding_that_allows() =>
        TestRoles.With(ReadsBackups).Decide("GET", Backups).Reason
            .ShouldBe("RBAC: allowed by RoleBinding \"bound/velero\" of Role \"reader\" to ServiceAccount \"verifier/velerofreeze\"");

    [Fact]
    public void A_binding_to_a_role_that_is_missing_allows_nothing_and_is_named()
    {
        var decision = new TestRoles().Bind("velero", "Role", "gone", "{kind: Group, name: 'system:serviceaccounts'}").Decide("GET", Backups);
        decision.ShouldBe(new Decision(false, "RBAC: role.rbac.authorization.k8s.io \"gone\" not found"));
    }

    [Theory]
    [InlineData("{apiGroups: [velero.io], resources: [backups], verbs: [get]}", 0)]
    [InlineData("{apiGroups: [velero.io], resources: [backups], resourceNames: [nightly], verbs: [get]}", 0)]
    [InlineData("{apiGroups: [velero.io], resources: [backups], verbs: [get, patch]}", 1)]
    [InlineData("{apiGroups: [velero.io], resources: ['*'], verbs: [get]}", 1)]
    [InlineData("{apiGroups: [velero.io, ''], resources: [backups, secrets], verbs: [get]}", 3)]
    public void What_is_not_held_cannot_be_given_away(string given, int missing)
    {
        var rules = PolicyRule.Of((System.Text.Json.Nodes.JsonObject)VeleroFreeze.Sandbox.Json.YamlText.Parse($"rules: [{given}]")!);
        Rbac.NotHeld(TestRoles.With(ReadsBackups).Snapshot, TestRoles.Verifier, "velero", rules).Count().ShouldBe(missing);
    }
}
