using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>
/// Compares Velero's counters of errors and <c>results.gz</c> with the log. All three come from one place: every line at level error counts one in the Backup's
/// status and is one entry of the results. Operations that failed afterwards are added to the status (seen with Velero 1.14 to 1.18).
/// </summary>
internal static class ErrorCounts
{
    public static string? Contradiction(EvidenceIndex index)
    {
        var (backup, logged) = (index.Backup, index.Evidence.Log.ErrorCount);
        var told = index.Evidence.ResultsState == ArtifactState.Complete ? index.Evidence.Results.Count(result => result.IsError) : (int?)null;
        return backup.Errors is { } errors && (errors < logged || errors > logged + (backup.OperationsFailed ?? 0)) ? $"Velero counted {Count(errors)}, and the log has {logged}"
            : told is not null && Warnings(index.Evidence) is var warnings && warnings != index.Evidence.Log.WarningCount
                ? $"the results tell of {warnings} warnings, and the log has {index.Evidence.Log.WarningCount}"
            : told is { } results && results != logged ? $"the results tell of {Count(results)}, and the log has {logged}"
            : told is not null && Unlogged(index.Evidence) is { } message ? $"the results tell of an error that the log lacks:{message}"
            : null;
    }

    /// <summary>The log's messages are bounded in number; only where all of them are kept can one be missed.</summary>
    private static string? Unlogged(BackupEvidence evidence)
    {
        var kept = evidence.Log.Messages.Where(message => message.Result.IsError).Select(message => message.Result).ToHashSet();
        return evidence.Log.Messages.Count(message => message.Result.IsError) < evidence.Log.ErrorCount ? null
            : evidence.Results.FirstOrDefault(result => result.IsError && !kept.Contains(result))?.Text;
    }

    private static int Warnings(BackupEvidence evidence) => evidence.Results.Count(result => !result.IsError);

    private static string Count(int errors) => errors == 1 ? "1 error" : $"{errors} errors";
}
