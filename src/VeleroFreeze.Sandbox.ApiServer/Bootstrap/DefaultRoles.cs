using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Bootstrap;

/// <summary>The roles without which nobody could even find out what there is. Those of controllers are left out: none runs here under its own name.</summary>
internal static class DefaultRoles
{
    private const string Anybody = "system:unauthenticated";
    private const string Known = "system:authenticated";
    private static readonly string[] Health = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
    private static readonly string[] Discovery = ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"];

    public static void CreateAll(ObjectStore store, TimeProvider time)
    {
        Create("cluster-admin", [Resources("*", "*", "*"), Paths(["*"], "*")], Rbac.Masters);
        Create("system:discovery", [Paths(Discovery, "get")], Known);
        Create("system:public-info-viewer", [Paths(Health, "get")], Known, Anybody);
        Create(
            "system:basic-user",
            [Resources("authorization.k8s.io", "create", "selfsubjectaccessreviews", "selfsubjectrulesreviews"), Resources("authentication.k8s.io", "create", "selfsubjectreviews")],
            Known);

        void Create(string name, JsonNode[] rules, params string[] groups)
        {
            Store(RoleTypes.ClusterRoles, name, new JsonObject { ["rules"] = new JsonArray(rules) });
            Store(RoleTypes.ClusterRoleBindings, name, new JsonObject
            {
                ["roleRef"] = new JsonObject { ["apiGroup"] = RoleTypes.Roles.Group, ["kind"] = "ClusterRole", ["name"] = name },
                ["subjects"] = new JsonArray([.. groups.Select(group => new JsonObject { ["apiGroup"] = RoleTypes.Roles.Group, ["kind"] = "Group", ["name"] = group })]),
            });
        }

        void Store(ResourceType type, string name, JsonObject content)
        {
            content.Insert(0, "apiVersion", type.ApiVersion("v1"));
            content.Insert(1, "kind", type.Kind);
            content.Insert(2, "metadata", new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
                ["annotations"] = new JsonObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
            });
            ObjectBuilder.FillForCreate(type, content, time.GetUtcNow());
            store.Create(new ObjectKey(type, "", name), content);
        }
    }

    private static JsonObject Resources(string group, string verb, params string[] resources) => new PolicyRule { Groups = [group], Resources = resources, Verbs = [verb] }.ToJson();

    private static JsonObject Paths(string[] paths, string verb) => new PolicyRule { Paths = paths, Verbs = [verb] }.ToJson();
}
