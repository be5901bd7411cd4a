using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Webhook;

/// <summary>
/// Reads an AdmissionReview in one pass over its bytes and without a tree: the objects inside may be megabytes made to cost fifty times as much.
/// </summary>
internal static class AdmissionReader
{
    public const string ApiVersion = "admission.k8s.io/v1";
    public const string Kind = "AdmissionReview";

    /// <summary>A uid has 36 characters and a name at most 253; six times that when every character is escaped.</summary>
    private const int MaxTextBytes = 2048;

    // How deep the objects are is for the engine to judge: here a deep object would cost the uid, and with it the answer.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private static readonly FieldNames ReviewFields = new("apiVersion", "kind", "request");

    private static readonly FieldNames RequestFields =
        new("uid", "kind", "resource", "subResource", "operation", "namespace", "name", "dryRun", "object", "oldObject");

    private static readonly MemberSet KindMembers = new("group", "kind");

    private static readonly MemberSet ResourceMembers = new("resource");

    /// <summary>Reads the request of a review.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="problem">Null, or one line that says why there is no request to answer.</param>
    /// <returns>Null when the body is no AdmissionReview v1 with a uid.</returns>
    public static AdmissionRequest? Read(ReadOnlyMemory<byte> body, out string? problem)
    {
        try
        {
            var (review, request) = ReadEnvelope(body);
            problem = (Text(review["apiVersion"]), Text(review["kind"]), request) switch
            {
                (not ApiVersion, _, _) or (_, not Kind, _) => $"this is no {Kind} of {ApiVersion}",
                (_, _, null) => "the review has no request",
                _ when Text(request["uid"]).Length == 0 => "the request has no uid",
                _ => null,
            };
            return problem is null ? ReadFields(request!) : null;
        }
        catch (Exception e) when (IsJsonFault(e))
        {
            problem = $"this is no {Kind} that can be read";
            return null;
        }
    }

    /// <summary>JSON faults surface late and as odd types: a lone surrogate, for one, as InvalidOperationException when the text is asked for.</summary>
    private static bool IsJsonFault(Exception e) => e is JsonException or InvalidOperationException or ArgumentException;

    private static AdmissionRequest ReadFields(FieldValues fields)
    {
        var request = new AdmissionRequest { Uid = Text(fields["uid"]) };
        try
        {
            var kind = KindMembers.In(ObjectOrNothing(fields["kind"]));
            // In two steps: whose objects cannot be read is still worth a name in the log.
            request = request with
            {
                Group = Text(kind["group"]),
                Kind = Text(kind["kind"]),
                Resource = Text(ResourceMembers.In(ObjectOrNothing(fields["resource"]))["resource"]),
                Subresource = Text(fields["subResource"]),
                Operation = Text(fields["operation"]),
                Namespace = Text(fields["namespace"]),
                Name = Text(fields["name"]),
                DryRun = Flag(fields["dryRun"]),
            };
            return request with { IsReadable = true, Object = ObjectOrNothing(fields["object"]).Utf8, OldObject = ObjectOrNothing(fields["oldObject"]).Utf8 };
        }
        catch (Exception e) when (IsJsonFault(e))
        {
            return request;
        }
    }

    private static (FieldValues Review, FieldValues? Request) ReadEnvelope(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        FieldValues? request = null;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        var review = new FieldValues(ReviewFields);
        while (review.Next(ref reader, out var name))
        {
            if (name == "request")
            {
                Require(request is null && reader.TokenType == JsonTokenType.StartObject);
                request = ReadRequest(ref reader, body);
            }
            else
            {
                review.Take(ref reader, body, name);
            }
        }

        Require(!reader.Read());
        return (review, request);
    }

    private static FieldValues ReadRequest(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var request = new FieldValues(RequestFields);
        while (request.Next(ref reader, out var name))
        {
            request.Take(ref reader, body, name);
        }

        return request;
    }

    /// <summary>A text of a name's size; empty when it is absent or null.</summary>
    private static string Text(JsonSlice slice)
    {
        if (slice.Kind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return "";
        }

        Require(slice.Kind == JsonValueKind.String && slice.Utf8.Length <= MaxTextBytes);
        return slice.AsString()!;
    }

    private static bool Flag(JsonSlice slice)
    {
        Require(slice.Kind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False);
        return slice.Kind == JsonValueKind.True;
    }

    private static JsonSlice ObjectOrNothing(JsonSlice slice)
    {
        Require(slice.Kind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object);
        return slice.Kind == JsonValueKind.Object ? slice : default;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new JsonException("not what an API server sends");
        }
    }
}
