using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>What keeps a log from proving anything about a running VM.</summary>
internal static class LogProblem
{
    /// <returns>Null when the log was read to its end and tells of hooks.</returns>
    public static ReasonCode? Of(LogEvidence log) => log switch
    {
        { LimitExceeded: true } => ReasonCode.LimitExceeded,
        { State: ArtifactState.Missing } => ReasonCode.LogMissing,
        { State: ArtifactState.Truncated } => ReasonCode.LogTruncated,
        { State: ArtifactState.Unreadable } or { HasInformation: false } => ReasonCode.LogUnreadable,
        _ => null,
    };
}
