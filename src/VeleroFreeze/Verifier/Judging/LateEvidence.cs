using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Verifier.Judging;

/// <summary>
/// Evidence may come late: Velero uploads a log on a best effort, a storage may be down. So a Backup whose log is not complete is looked at again a
/// few times, ever less often, and a better report takes the place of a worse one.
/// </summary>
internal static class LateEvidence
{
    /// <summary>How often it is looked again; with the default first wait of 15 s the last look is about eight minutes after the first.</summary>
    private const int MaxLooks = 5;

    /// <summary>A Backup that ended longer ago has all the evidence it will ever have.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromMinutes(30);

    /// <summary>Null when there is no sense in another look.</summary>
    /// <param name="report">What the looks so far gave.</param>
    /// <param name="looks">How many there were.</param>
    /// <param name="first">The wait after the first.</param>
    /// <param name="sinceEnd">How long ago the Backup ended.</param>
    public static TimeSpan? Wait(ConsistencyReport report, int looks, TimeSpan first, TimeSpan sinceEnd) =>
        report.Evidence.Log != ArtifactState.Complete && looks is > 0 and <= MaxLooks && sinceEnd < Horizon && report.Backup.Phase != "FailedValidation"
            ? first * Math.Pow(2, looks - 1)
            : null;

    /// <summary>Whether a new report takes the place of an older one of the same Backup: only with better evidence, never with less.</summary>
    public static bool IsBetter(ConsistencyReport next, ConsistencyReport before)
    {
        var (now, then) = (States(next.Evidence), States(before.Evidence));
        return now.Zip(then).All(pair => Rank(pair.First) >= Rank(pair.Second)) && now.Zip(then).Any(pair => Rank(pair.First) > Rank(pair.Second));
    }

    private static ArtifactState[] States(EvidenceStates evidence) => [evidence.Log, evidence.Results, evidence.ResourceList, evidence.VolumeInfo];

    private static int Rank(ArtifactState state) => state switch
    {
        ArtifactState.Complete => 2,
        ArtifactState.Truncated => 1,
        _ => 0,
    };
}
