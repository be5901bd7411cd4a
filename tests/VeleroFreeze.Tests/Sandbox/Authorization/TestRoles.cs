using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Tests.Sandbox.Authorization;

/// <summary>Roles and bindings of a test, and questions to them.</summary>
internal sealed class TestRoles
{
    private readonly ObjectStore _store = new(100);

    public static UserInfo Verifier { get; } = ServiceAccountName.UserOf("velerofreeze", "verifier");

    public StoreSnapshot Snapshot => _store.Current;

    /// <summary>A role in a namespace with one rule, bound to the verifier's account there.</summary>
    public static TestRoles With(string rule, string space = "velero") => new TestRoles()
        .Add(RoleTypes.Roles, space, "reader", $"rules: [{rule}]")
        .Bind(space, "Role", "reader", "{kind: ServiceAccount, name: verifier, namespace: velerofreeze}");

    /// <summary>The same for the whole cluster.</summary>
    public static TestRoles Everywhere(string rule, string subject = "{kind: ServiceAccount, name: verifier, namespace: velerofreeze}") => new TestRoles()
        .Add(RoleTypes.ClusterRoles, "", "reader", $"rules: [{rule}]")
        .Bind("", "ClusterRole", "reader", subject);

    public TestRoles Bind(string space, string kind, string role, string subject) => Add(
        space.Length == 0 ? RoleTypes.ClusterRoleBindings : RoleTypes.RoleBindings,
        space,
        "bound",
        $"{{roleRef: {{kind: {kind}, name: {role}}}, subjects: [{subject}]}}");

    public TestRoles Add(ResourceType type, string space, string name, string content)
    {
        var node = (JsonObject)YamlText.Parse(content)!;
        _store.Create(new ObjectKey(type, space, name), node);
        return this;
    }

    public bool Allows(string method, string path, UserInfo? user = null) => Decide(method, path, user).IsAllowed;

    public Decision Decide(string method, string path, UserInfo? user = null)
    {
        var query = path.Split('?') is [_, var text] ? text.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal) : [];
        return Rbac.Decide(Snapshot, user ?? Verifier, RequestAttributes.Of(method, path.Split('?')[0], name => query.GetValueOrDefault(name, "")));
    }
}
