using System.Globalization;
using System.Text.Json;
using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Cli.Verify;

/// <summary>How long <c>verify --wait</c> waits for the verifier once a backup is over.</summary>
internal static class VerifierPatience
{
    /// <summary>Where there is no record: nobody may be watching at all.</summary>
    private static readonly TimeSpan ForRecord = TimeSpan.FromSeconds(10);

    /// <summary>Where the verifier has begun a record. It may be waiting for the verdict of an earlier backup, at most two minutes.</summary>
    private static readonly TimeSpan ForReport = TimeSpan.FromMinutes(3);

    /// <param name="status">The Backup's.</param>
    /// <param name="record">What the verifier has written about it; null when nothing.</param>
    /// <param name="now">By the clock of whoever asks.</param>
    public static bool IsOver(JsonElement status, ReportRecord? record, DateTimeOffset now) =>
        record?.Report is not null
        || BackupStages.Of(status.Text("phase") ?? "") != BackupStage.Over
        || !DateTimeOffset.TryParse(status.Text("completionTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
        || now - end > (record is null ? ForRecord : ForReport);
}
