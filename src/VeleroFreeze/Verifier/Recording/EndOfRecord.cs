using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Watching;

namespace VeleroFreeze.Verifier.Recording;

/// <summary>When everything is in that happened while a Backup was <c>InProgress</c>.</summary>
internal static class EndOfRecord
{
    /// <summary>Events may come 3 s late, and the thaw at the very end is told by Velero's clock: 2 s for the difference, and 2 s that the judge allows for.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(7);

    /// <summary>After this a watch that says nothing is not waited for any longer: what it did not see is a gap.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <param name="left">When the Backup was seen to have left <c>InProgress</c>; null when it is still there.</param>
    /// <param name="completeTo">When the watches were last known to be complete; null for never.</param>
    /// <param name="history">What would be written.</param>
    /// <param name="now">The time.</param>
    public static bool IsReached(DateTimeOffset? left, DateTimeOffset? completeTo, ClusterHistory history, DateTimeOffset now) =>
        left is { } end
        && (now - end >= Patience
            || (now - end >= Lag && completeTo - end >= Lag)
            // Nothing to judge.
            || (completeTo is not null && !history.VirtualMachines.Values.Any(HistoryScope.HasOptedIn)));
}
