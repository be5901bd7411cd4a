using System.Globalization;
using VeleroFreeze.Core.Certificates;

namespace VeleroFreeze.Core.Preflight;

/// <summary>
/// How the webhook tells preflight which certificate it serves: as a warning with its answer to preflight's own VM. So the API server itself has made, and checked,
/// the connection that is spoken of, and whoever asks needs no right but the one to create that VM as a dry run.
/// </summary>
public static class ServingNotice
{
    /// <summary>The name of preflight's VM, which is never stored.</summary>
    public const string TrialName = "velerofreeze-preflight";

    private const string Head = "velerofreeze: the serving certificate is valid from ";
    private const string Middle = " to ";
    private const string Moment = "yyyy-MM-ddTHH:mm:ssZ";

    public static string Render(Validity serving) =>
        Head + serving.From.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture) + Middle + serving.Until.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture);

    /// <returns>Null for any other warning.</returns>
    public static Validity? Read(string warning) =>
        warning.StartsWith(Head, StringComparison.Ordinal)
        && warning[Head.Length..].Split(Middle) is [var from, var until]
        && TryRead(from, out var first)
        && TryRead(until, out var last)
            ? new Validity(first, last)
            : null;

    private static bool TryRead(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(text, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
}
