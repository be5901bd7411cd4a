using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Webhook;

/// <summary>Why an answer is what it is, where the engine was not asked or could not answer. The codes are stable, as the engine's are.</summary>
internal enum AdmissionReason
{
    /// <summary>The body is no AdmissionReview v1 with a uid.</summary>
    NoReview,

    /// <summary>The body is larger than any review can be.</summary>
    TooLarge,

    /// <summary>Other requests hold the memory this one needs.</summary>
    Busy,

    /// <summary>The body did not arrive within the request's time.</summary>
    TooSlow,

    /// <summary>The client broke the connection or HTTP's rules for a body.</summary>
    BrokenBody,

    /// <summary>The review has a uid, and other fields that no API server sends.</summary>
    UnreadableRequest,

    /// <summary>Neither a create nor an update.</summary>
    OtherOperation,

    /// <summary>Not a KubeVirt VirtualMachine.</summary>
    OtherKind,

    /// <summary>Such as <c>status</c>.</summary>
    Subresource,

    /// <summary>A bug; the log has its type and place.</summary>
    InternalFault,
}

/// <summary>One HTTP answer, with what the log says of it.</summary>
/// <param name="Status">200, or one of those that an API server takes as "the webhook did not answer".</param>
/// <param name="Body">A review for 200, one line of plain text otherwise.</param>
/// <param name="Outcome">Stable code.</param>
/// <param name="Reason">Stable code; null where the outcome says all.</param>
internal sealed record AdmissionAnswer(int Status, byte[] Body, string Outcome, string? Reason)
{
    /// <summary>Allowed without a decision.</summary>
    public const string FailedOutcome = "failed";

    /// <summary>Not answered with a review at all.</summary>
    public const string RefusedOutcome = "refused";

    /// <summary>What was answered, without its objects; null when the body could not be read so far.</summary>
    public AdmissionRequest? Request { get; init; }

    /// <summary>What made the answer an <see cref="AdmissionReason.InternalFault"/>.</summary>
    public Exception? Fault { get; init; }

    /// <summary>The body was not read to its end, so nothing more can be read from this connection.</summary>
    public bool EndsConnection { get; init; }

    public static AdmissionAnswer NoReview(string problem) => Refused(StatusCodes.Status400BadRequest, AdmissionReason.NoReview, problem);

    public static AdmissionAnswer TooLarge { get; } =
        Refused(StatusCodes.Status413PayloadTooLarge, AdmissionReason.TooLarge, $"the body is larger than {RequestBody.MaxBytes} bytes") with { EndsConnection = true };

    public static AdmissionAnswer Busy { get; } = Refused(StatusCodes.Status503ServiceUnavailable, AdmissionReason.Busy, "too many requests at once");

    public static AdmissionAnswer TooSlow { get; } =
        Refused(StatusCodes.Status503ServiceUnavailable, AdmissionReason.TooSlow, "the body did not arrive in time") with { EndsConnection = true };

    public static AdmissionAnswer BrokenBody { get; } =
        Refused(StatusCodes.Status400BadRequest, AdmissionReason.BrokenBody, "the body is not what its headers say") with { EndsConnection = true };

    public static AdmissionAnswer Decided(AdmissionRequest request, InjectionResult result, IReadOnlyList<string> notices) =>
        Allowed(request, AdmissionReply.Decided(request, result, notices), KebabCase.Of(result.Outcome), result.ReasonCode);

    public static AdmissionAnswer Unchanged(AdmissionRequest request, AdmissionReason reason) =>
        Allowed(request, AdmissionReply.Unchanged(request), KebabCase.Of(InjectionOutcome.Skipped), KebabCase.Of(reason));

    public static AdmissionAnswer Unreadable(AdmissionRequest request) =>
        Allowed(request, AdmissionReply.Unreadable(request), FailedOutcome, KebabCase.Of(AdmissionReason.UnreadableRequest));

    public static AdmissionAnswer Failed(AdmissionRequest request, Exception fault) =>
        Allowed(request, AdmissionReply.Fault(request), FailedOutcome, KebabCase.Of(AdmissionReason.InternalFault)) with { Fault = fault };

    // The objects stay behind: their bytes are the body's, which is used again once the answer stands.
    private static AdmissionAnswer Allowed(AdmissionRequest request, byte[] review, string outcome, string? reason) =>
        new(StatusCodes.Status200OK, review, outcome, reason) { Request = request with { Object = default, OldObject = default } };

    private static AdmissionAnswer Refused(int status, AdmissionReason reason, string text) =>
        new(status, System.Text.Encoding.UTF8.GetBytes(text + "\n"), RefusedOutcome, KebabCase.Of(reason));
}
