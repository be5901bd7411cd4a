using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Discovery;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Answers everything that is asked about the server instead of about objects.</summary>
internal sealed class DiscoveryHandler(DiscoveryDocuments documents, OpenApiDocuments openApi, AggregationLayer aggregation)
{
    private readonly AggregatedDiscovery _aggregated = new(documents);

    /// <summary>False when the path is none of these.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http, string[] path)
    {
        if (Document(http, path) is not { } node)
        {
            return false;
        }

        if (!HttpMethods.IsGet(http.Request.Method))
        {
            throw Refusal.MethodNotAllowed();
        }

        if (path is ["openapi", "v2"] && http.Request.Headers.Accept.ToString().Contains(SwaggerProtobuf.AskedFor, StringComparison.Ordinal))
        {
            await Reply.BytesAsync(http, openApi.SwaggerInProtobuf(), StatusCodes.Status200OK, SwaggerProtobuf.MediaType);
            return true;
        }

        var type = node.TextAt("kind") == "APIGroupDiscoveryList" ? AggregatedDiscovery.MediaType : "application/json";
        await Reply.JsonAsync(http, node, type: type);
        return true;
    }

    private JsonObject? Document(HttpContext http, string[] path) => path switch
    {
        [] => Paths(),
        ["version"] => ServerVersion.ToJson(),
        ["openapi", "v2"] => OpenApiDocuments.Swagger(),
        ["openapi", "v3"] => openApi.Index(),
        ["openapi", "v3", .. var rest] => openApi.Document(string.Join('/', rest)),
        ["api"] => WantsAggregated(http) ? _aggregated.Core() : documents.CoreVersions(http.Request.Host.Value ?? ""),
        ["apis"] => WantsAggregated(http) ? _aggregated.Groups(aggregation.Versions()) : documents.GroupList(aggregation.Versions()),
        ["apis", var group] => documents.Group(group, aggregation.Versions()),
        ["api", var version] => documents.ResourceList("", version),
        ["apis", var group, var version] => documents.ResourceList(group, version),
        _ => null,
    };

    private static bool WantsAggregated(HttpContext http) =>
        Negotiation.Wants(http.Request, "as", "APIGroupDiscoveryList") && Negotiation.Wants(http.Request, "v", "v2");

    private JsonObject Paths()
    {
        var groups = documents.Groups(aggregation.Versions()).SelectMany(group => group.Versions.Select(version => $"/apis/{group.Group}/{version}").Prepend($"/apis/{group.Group}"));
        string[] rest = ["/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];
        return new JsonObject { ["paths"] = ((string[])["/api", "/api/v1", "/apis"]).Concat(groups).Concat(rest).ToJsonArray() };
    }
}
