using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Discovery;

/// <summary>
/// As much OpenAPI as kubectl needs to believe that the server validates fields and knows dry run. Schemas say that anything goes: the sandbox knows no
/// kind down to its last member.
/// </summary>
internal sealed class OpenApiDocuments(TypeRegistry types)
{
    private const string Preserve = "x-kubernetes-preserve-unknown-fields";

    /// <summary>Where the documents are, by group version.</summary>
    public JsonObject Index() => new()
    {
        ["paths"] = new JsonObject(GroupVersions().Select(path =>
            KeyValuePair.Create<string, JsonNode?>(path, new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash=1" }))),
    };

    /// <summary>The document of a group version, named as in the index.</summary>
    public JsonObject? Document(string path)
    {
        var parts = path.Split('/');
        var (group, version) = parts switch { ["api", var core] => ("", core), ["apis", var name, var served] => (name, served), _ => ("", "") };
        var found = types.In(group, version).ToList();
        if (found.Count == 0)
        {
            return null;
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = new JsonObject(found.Select(type => KeyValuePair.Create<string, JsonNode?>(PathOf(type, version), PathItem(type, version)))),
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(found.Select(type => KeyValuePair.Create<string, JsonNode?>(SchemaName(type, version), Schema(type, version)))),
            },
        };
    }

    /// <summary>The old form, of which clients that read JSON need no more than that it exists.</summary>
    public static JsonObject Swagger() => new() { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = new JsonObject(), ["definitions"] = new JsonObject() };

    /// <summary>The old form as older kubectl wants it.</summary>
    public byte[] SwaggerInProtobuf() => SwaggerProtobuf.Render(types);

    private IEnumerable<string> GroupVersions() =>
        types.All
            .SelectMany(type => type.Versions.Select(version => type.Group.Length == 0 ? $"api/{version}" : $"apis/{type.Group}/{version}"))
            .Distinct(StringComparer.Ordinal);

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = ServerVersion.Text };

    public static string PathOf(ResourceType type, string version)
    {
        var root = type.Group.Length == 0 ? $"/api/{version}" : $"/apis/{type.Group}/{version}";
        return type.Namespaced ? $"{root}/namespaces/{{namespace}}/{type.Plural}/{{name}}" : $"{root}/{type.Plural}/{{name}}";
    }

    private static JsonObject PathItem(ResourceType type, string version) => new()
    {
        ["patch"] = new JsonObject
        {
            ["parameters"] = new JsonArray(Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation"), Parameter("force")),
            ["x-kubernetes-action"] = "patch",
            ["x-kubernetes-group-version-kind"] = KindOf(type, version),
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        },
    };

    private static JsonObject Parameter(string name) =>
        new() { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true } };

    private static string SchemaName(ResourceType type, string version) =>
        $"{(type.Group.Length == 0 ? "io.k8s.api.core" : string.Join('.', type.Group.Split('.').Reverse()))}.{version}.{type.Kind}";

    private static JsonObject Schema(ResourceType type, string version) => new()
    {
        ["type"] = "object",
        ["description"] = $"{type.Kind} as the sandbox keeps it: whatever was written.",
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["type"] = "string" },
            ["kind"] = new JsonObject { ["type"] = "string" },
            ["metadata"] = Anything(),
            ["spec"] = Anything(),
            ["status"] = Anything(),
        },
        [Preserve] = true,
        ["x-kubernetes-group-version-kind"] = new JsonArray(KindOf(type, version)),
    };

    private static JsonObject Anything() => new() { ["type"] = "object", [Preserve] = true };

    private static JsonObject KindOf(ResourceType type, string version) =>
        new() { ["group"] = type.Group, ["version"] = version, ["kind"] = type.Kind };
}
