using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Patching;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>What came of asking a webhook: a closed set of cases.</summary>
internal abstract record WebhookReply
{
    private WebhookReply()
    {
    }

    /// <summary>No usable answer: the failure policy decides.</summary>
    internal sealed record Failed(string Why) : WebhookReply;

    /// <summary>The webhook says no, which no failure policy overrules.</summary>
    internal sealed record Denied(Status Status) : WebhookReply;

    /// <summary>The webhook agrees, and may want changes.</summary>
    internal sealed record Allowed(JsonPatch? Patch) : WebhookReply;

    /// <summary>Reads an answer with HTTP status 200 to 206.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="webhook">The webhook's name.</param>
    /// <param name="uid">The uid of the question.</param>
    /// <param name="mayPatch">The webhook is a mutating one.</param>
    /// <param name="warnings">Where the answer's warnings go, whatever it says otherwise.</param>
    public static WebhookReply Read(byte[] body, string webhook, string uid, bool mayPatch, WarningRecorder warnings)
    {
        try
        {
            return Verify(JsonText.Parse(body), webhook, uid, mayPatch, warnings);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return new Failed($"failed to call webhook: {e.Message}");
        }
        catch (PatchException e)
        {
            return new Failed($"received undecodable patch in webhook response: {e.Message}");
        }
    }

    private static WebhookReply Verify(JsonNode? review, string webhook, string uid, bool mayPatch, WarningRecorder warnings)
    {
        var response = review.ObjectAt("response");
        var (patch, patchType) = (Convert.FromBase64String(TextOrEmpty(response, "patch")), TextOrEmpty(response, "patchType"));
        var why = (response, patch.Length, patchType) switch
        {
            (null, _, _) => "webhook response was absent",
            _ when TextOrEmpty(response, "uid") != uid => $"expected response.uid=\"{uid}\", got \"{TextOrEmpty(response, "uid")}\"",
            _ when review.TextAt("apiVersion") != "admission.k8s.io/v1" || review.TextAt("kind") != "AdmissionReview" =>
                $"expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {review.TextAt("apiVersion")}, Kind={review.TextAt("kind")}",
            (_, > 0, _) when !mayPatch => "validating webhook may not return response.patch",
            (_, _, not "") when !mayPatch => "validating webhook may not return response.patchType",
            (_, > 0, "") => "webhook returned response.patch but not response.patchType",
            (_, 0, not "") => "webhook returned response.patchType but not response.patch",
            (_, _, not ("" or "JSONPatch")) => $"webhook returned invalid response.patchType of \"{patchType}\"",
            _ => null,
        };
        return why is null ? Decide(response!, patch, webhook, warnings) : new Failed($"received invalid webhook response: {why}");
    }

    private static WebhookReply Decide(JsonObject response, byte[] patch, string webhook, WarningRecorder warnings)
    {
        var isAllowed = response["allowed"]?.GetValue<bool>() ?? false;
        foreach (var warning in response["warnings"]?.AsArray() ?? [])
        {
            warnings.Add(warning?.GetValue<string>() ?? "");
        }

        if (!isAllowed)
        {
            return new Denied(StatusOf(response["status"]?.AsObject(), webhook));
        }

        return new Allowed(patch.Length == 0 ? null : JsonPatch.Decode(patch));
    }

    private static Status StatusOf(JsonObject? status, string webhook)
    {
        var code = (int)(status.NumberAt("code") ?? 0);
        var (message, reason) = (status.TextAt("message"), status.TextAt("reason") ?? "");
        var deniedBy = $"admission webhook \"{webhook}\" denied the request";
        var text = (message, reason) switch
        {
            ({ Length: > 0 }, _) => $"{deniedBy}: {message}",
            (_, { Length: > 0 }) => $"{deniedBy}: {reason}",
            _ => $"{deniedBy} without explanation",
        };
        return new Status(code < 400 ? 400 : code, reason, text) { Details = status.ObjectAt("details") };
    }

    private static string TextOrEmpty(JsonObject? node, string name) => node?[name]?.GetValue<string>() ?? "";
}
