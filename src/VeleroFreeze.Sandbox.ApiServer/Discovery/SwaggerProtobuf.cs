using VeleroFreeze.Sandbox.Protobuf;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Discovery;

/// <summary>
/// OpenAPI v2 in the form that older kubectl insists on (Debian 12 has 1.20): which kinds can be patched dry, and no definitions, so that nothing is
/// validated before it is sent. The numbers are those of openapiv2/OpenAPIv2.proto in google/gnostic.
/// </summary>
internal static class SwaggerProtobuf
{
    /// <summary>What clients ask for.</summary>
    public const string AskedFor = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// <summary>The same as a media type: the sign in the other one may not stand in a header that is parsed.</summary>
    public const string MediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    public static byte[] Render(TypeRegistry types) => new WireWriter()
        .Text(1, "2.0")
        .Message(2, new WireWriter().Text(1, "Kubernetes").Text(2, ServerVersion.Text))
        .Message(8, new WireWriter().Messages(2, types.All.SelectMany(type => type.Versions.Select(version => NamedPathItem(type, version)))))
        .ToArray();

    private static WireWriter NamedPathItem(ResourceType type, string version) => new WireWriter()
        .Text(1, OpenApiDocuments.PathOf(type, version))
        .Message(2, new WireWriter().Message(8, PatchOperation(type, version)));

    private static WireWriter PatchOperation(ResourceType type, string version) => new WireWriter()
        .Message(8, QueryParameter("dryRun"))
        .Message(8, QueryParameter("fieldManager"))
        .Message(8, QueryParameter("fieldValidation"))
        .Message(13, new WireWriter()
            .Text(1, "x-kubernetes-group-version-kind")
            .Message(2, new WireWriter().Text(2, $"group: \"{type.Group}\"\nkind: {type.Kind}\nversion: {version}\n")));

    /// <summary>A parameter item holds a parameter, which is none of the body, which is one of the query, which has a name.</summary>
    private static WireWriter QueryParameter(string name)
    {
        var query = new WireWriter().Text(2, "query").Text(4, name);
        var notOfTheBody = new WireWriter().Message(3, query);
        var parameter = new WireWriter().Message(2, notOfTheBody);
        return new WireWriter().Message(1, parameter);
    }
}
