using System.Globalization;
using System.Text.Json;

namespace VeleroFreeze.Kubernetes.Objects;

/// <summary>
/// The one exception of a call that failed, whether the server said no or never answered. (Cancellation by the caller stays
/// <see cref="OperationCanceledException"/>; a request that cannot be built is an <see cref="ArgumentException"/>.)
/// </summary>
public sealed class KubernetesException : Exception
{
    /// <summary>Longest text taken over from a server, in characters.</summary>
    private const int MaxMessage = 1_024;

    public KubernetesException(int code, string reason, string message, Exception? inner = null)
        : base(Printable(message), inner)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The HTTP status, or the code inside an ERROR event; 0 when there was no answer to speak of.</summary>
    public int Code { get; }

    /// <summary>The <c>Status</c>'s reason, such as <c>NotFound</c>, or one of <see cref="KubernetesReason"/>.</summary>
    public string Reason { get; }

    /// <summary><c>details</c> of the <c>Status</c>; undefined when there were none.</summary>
    public JsonElement Details { get; init; }

    /// <summary>How long the server asked us to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same request may simply be sent again: it changed nothing, and the cause may pass.</summary>
    internal bool IsTransient { get; init; }

    public bool IsNotFound => Code == 404;

    /// <summary>Someone else wrote in between (or a precondition does not hold).</summary>
    public bool IsConflict => Code == 409 && Reason == "Conflict";

    public bool IsAlreadyExists => Code == 409 && Reason == "AlreadyExists";

    /// <summary>The resource version or continue token is older than what the server still knows.</summary>
    public bool IsExpired => Code == 410 || Reason is "Expired" or "Gone";

    /// <summary>What goes before the reason in a message: the code where there is one.</summary>
    internal static string Describe(int code, string reason) => code == 0 ? reason : string.Create(CultureInfo.InvariantCulture, $"{code} {reason}");

    /// <summary>A server's text ends up in logs and on terminals: one line, no control characters, bounded.</summary>
    private static string Printable(string text)
    {
        var cut = text.Length <= MaxMessage ? text : text[..MaxMessage] + "...";
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
            }
        });
    }
}

/// <summary>Reasons of our own, where no server gave one.</summary>
public static class KubernetesReason
{
    /// <summary>No connection, or it broke before the answer was complete.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>The other end is not the server we were told to trust, or it refused us in the TLS handshake.</summary>
    public const string Untrusted = "Untrusted";

    /// <summary>The credentials could not be had: the plugin that prints them is not there, failed, or printed something else.</summary>
    public const string NoCredentials = "NoCredentials";

    /// <summary>No complete answer within the deadline.</summary>
    public const string DeadlineExceeded = "DeadlineExceeded";

    /// <summary>The answer, or one event of a watch, is larger than we are willing to hold.</summary>
    public const string TooLarge = "TooLarge";

    /// <summary>The answer is not what the API promises.</summary>
    public const string Unreadable = "Unreadable";

    /// <summary>More requests are waiting in this process than its own rate limit lets queue.</summary>
    public const string ClientRateLimit = "ClientRateLimit";
}
