using Microsoft.Net.Http.Headers;
using VeleroFreeze.Sandbox.Errors;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>The form in which objects are wanted.</summary>
internal enum ObjectForm
{
    Whole,
    Table,
    Metadata,
}

/// <summary>Finds the first form in an Accept header that can be served.</summary>
internal static class Negotiation
{
    /// <exception cref="StatusException">None can.</exception>
    public static ObjectForm FormOf(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(accept, out var wanted))
        {
            return ObjectForm.Whole;
        }

        foreach (var type in wanted)
        {
            if (FormOf(type) is { } form)
            {
                return form;
            }
        }

        throw Refusal.NotAcceptable();
    }

    /// <summary>True when a media type with a parameter is among those wanted.</summary>
    public static bool Wants(HttpRequest request, string parameter, string value) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var wanted) && wanted.Any(type => Parameter(type, parameter) == value);

    private static ObjectForm? FormOf(MediaTypeHeaderValue type)
    {
        if (type.MediaType.Value is not ("application/json" or "application/*" or "*/*"))
        {
            return null;
        }

        return (Parameter(type, "as"), Parameter(type, "g"), Parameter(type, "v")) switch
        {
            (null, _, _) => ObjectForm.Whole,
            ("Table", "meta.k8s.io", "v1") => ObjectForm.Table,
            ("PartialObjectMetadata" or "PartialObjectMetadataList", "meta.k8s.io", "v1") => ObjectForm.Metadata,
            _ => null,
        };
    }

    private static string? Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value;
}
