using System.Buffers.Text;
using System.Text.Json;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Webhook;

/// <summary>
/// Writes the review that answers a request. Every one is made from the request, so none can lack its uid, and none can say anything but
/// allowed: an API server rejects the user's write for <c>allowed: false</c> even where the webhook is configured to fail open.
/// </summary>
internal static class AdmissionReply
{
    private const string UnreadableText = "VeleroFreeze cannot read this request, so it added no freeze hooks; the write itself is not affected";
    private const string FaultText = "VeleroFreeze failed on this object and left it as it is, without new freeze hooks; its log says why";

    /// <summary>Without a patch and warnings a reply has some 150.</summary>
    private const int ExpectedBytes = 512;

    public static byte[] Unchanged(AdmissionRequest request) => Write(request, [], []);

    public static byte[] Unreadable(AdmissionRequest request) => Write(request, [], [UnreadableText]);

    public static byte[] Fault(AdmissionRequest request) => Write(request, [], [FaultText]);

    public static byte[] Decided(AdmissionRequest request, InjectionResult result, IReadOnlyList<string> notices) =>
        Write(request, result.Patch.IsEmpty ? [] : result.Patch.ToUtf8Json(), [.. result.Warnings.Select(warning => warning.Text), .. notices]);

    private static byte[] Write(AdmissionRequest request, ReadOnlySpan<byte> patch, IReadOnlyList<string> warnings)
    {
        using var output = new PooledWriter(ExpectedBytes + Base64.GetMaxEncodedToUtf8Length(patch.Length));
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion"u8, AdmissionReader.ApiVersion);
            writer.WriteString("kind"u8, AdmissionReader.Kind);
            writer.WriteStartObject("response"u8);
            writer.WriteString("uid"u8, request.Uid);
            writer.WriteBoolean("allowed"u8, value: true);
            WritePatch(writer, patch);
            WriteWarnings(writer, warnings);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return output.Written.ToArray();
    }

    private static void WritePatch(Utf8JsonWriter writer, ReadOnlySpan<byte> patch)
    {
        if (!patch.IsEmpty)
        {
            writer.WriteString("patchType"u8, "JSONPatch"u8);
            writer.WriteBase64String("patch"u8, patch);
        }
    }

    private static void WriteWarnings(Utf8JsonWriter writer, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("warnings"u8);
        foreach (var warning in warnings)
        {
            writer.WriteStringValue(WarningText.Fit(warning));
        }

        writer.WriteEndArray();
    }
}
