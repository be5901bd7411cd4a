using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Kubernetes.Transport;

/// <summary>From an answer that is not a success to the exception it becomes.</summary>
internal static class StatusReader
{
    /// <summary>From the API's <c>Status</c>, or from whatever a gateway in between had to say.</summary>
    public static KubernetesException Read(KubernetesRequest request, HttpStatusCode status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        var json = TryParse(body.Span);
        var isStatus = json.Text("kind") == "Status";
        var code = (int)status;
        var reason = (isStatus ? json.Text("reason") : null) is { Length: > 0 } given ? given : status.ToString();
        var message = isStatus ? json.Text("message") : Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 200)]);
        var wait = retryAfter ?? Seconds(json.Member("details").Number("retryAfterSeconds"));
        return new KubernetesException(code, reason, $"{request}: {KubernetesException.Describe(code, reason)}: {message}")
        {
            Details = json.Member("details"),
            RetryAfter = wait,
            IsTransient = IsTransient(code, request.ChangesNothing, wait is not null),
        };
    }

    /// <summary>From the <c>Status</c> inside an ERROR event.</summary>
    public static KubernetesException Read(JsonElement status)
    {
        var code = status.Number("code") ?? 0;
        var reason = status.Text("reason") is { Length: > 0 } given ? given : KubernetesReason.Unreadable;
        return new KubernetesException(code, reason, $"watch: {KubernetesException.Describe(code, reason)}: {status.Text("message")}")
        {
            Details = status.Member("details"),
            RetryAfter = Seconds(status.Member("details").Number("retryAfterSeconds")),
        };
    }

    /// <returns>How long the header asks us to wait, never negative; null without one.</returns>
    public static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, TimeProvider time)
    {
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>
    /// 429 says that nothing was done, and so does 503 with a time to come back. Any other trouble of the server may have left a write half known:
    /// only a request that changes nothing is repeated then.
    /// </summary>
    private static bool IsTransient(int code, bool changesNothing, bool hasRetryAfter) =>
        code == 429 || (code == 503 && hasRetryAfter) || (changesNothing && code is 500 or 502 or 503 or 504);

    private static TimeSpan? Seconds(int? seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds.Value) : null;

    private static JsonElement TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonElement.Parse(body, KubernetesJson.Options);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
