using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

/// <summary>The answer to a review, taken apart as an API server does it. The keys are those of the wire, written out.</summary>
internal sealed record Answered(int Status, string Text, AdmissionAnswer Raw)
{
    private JsonElement Review => JsonDocument.Parse(Text).RootElement;

    private JsonElement Response => Review.GetProperty("response");

    public string? Uid => Response.GetProperty("uid").GetString();

    public bool Allowed => Response.GetProperty("allowed").GetBoolean();

    /// <summary>The patch as text; null when there is none.</summary>
    public string? Patch
    {
        get
        {
            if (!Response.TryGetProperty("patch", out var patch))
            {
                Response.TryGetProperty("patchType", out _).ShouldBeFalse();
                return null;
            }

            Response.GetProperty("patchType").GetString().ShouldBe("JSONPatch");
            return Encoding.UTF8.GetString(patch.GetBytesFromBase64());
        }
    }

    public string[] Warnings => Response.TryGetProperty("warnings", out var warnings) ? [.. warnings.EnumerateArray().Select(w => w.GetString()!)] : [];

    public static Answered To(string body, FreezePolicy namespaceDefault = FreezePolicy.None) => To(Encoding.UTF8.GetBytes(body), namespaceDefault);

    public static Answered To(byte[] body, FreezePolicy namespaceDefault = FreezePolicy.None) =>
        Of(new AdmissionHandler(KubeVirtVersion.Newest, OnError.Continue).Answer(body, namespaceDefault));

    public static Answered Of(AdmissionAnswer answer) => new(answer.Status, Encoding.UTF8.GetString(answer.Body), answer);

    /// <summary>What every answer has to be: no answer at all, or a review that allows.</summary>
    public void ShouldDoNoHarm(string? uid = null)
    {
        if (Status == 200)
        {
            Review.GetProperty("apiVersion").GetString().ShouldBe("admission.k8s.io/v1");
            Review.GetProperty("kind").GetString().ShouldBe("AdmissionReview");
            Allowed.ShouldBeTrue();
            Uid.ShouldNotBeNullOrEmpty();
            Uid.ShouldBe(uid ?? Uid);
            Warnings.ShouldAllBe(warning => warning.Length <= 120);
        }
        else
        {
            Status.ShouldBe(400);
            Text.ShouldEndWith("\n");
            Text.TrimEnd('\n').ShouldNotContain("\n");
        }
    }
}
