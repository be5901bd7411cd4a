using System.Buffers;

namespace VeleroFreeze.Webhook;

/// <summary>The one line that is written about a request. Whatever else a request holds, a password for one, is nobody's business here.</summary>
internal static class AdmissionLog
{
    private const int MaxName = 253;

    private static readonly SearchValues<char> OfNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    public static void Write(ILogger log, AdmissionAnswer answer, TimeSpan elapsed)
    {
        var milliseconds = Math.Round(elapsed.TotalMilliseconds, 1);
        if (answer.Request is not { } request)
        {
            Log.Refused(log, answer.Reason!, answer.Status, milliseconds);
            return;
        }

        Log.Answered(
            log,
            Name(request.Kind),
            Name(request.Namespace),
            Name(request.Name),
            Name(request.Operation),
            answer.Outcome,
            answer.Reason ?? "-",
            request.DryRun,
            milliseconds);
        if (answer.Fault is { } fault)
        {
            // Not its message: it may quote the object.
            Log.Fault(log, fault.GetType().Name, fault.StackTrace?.ReplaceLineEndings(" ") ?? "-");
        }
    }

    /// <summary>A name as Kubernetes knows them. Anything else must not break a line, nor look like more than one field.</summary>
    internal static string Name(string text) =>
        text.Length == 0 ? "-"
        : text.Length <= MaxName && !text.AsSpan().ContainsAnyExcept(OfNames) ? text
        : string.Concat(text.Take(MaxName).Select(c => OfNames.Contains(c) ? c : '?'));
}
