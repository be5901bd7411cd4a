namespace VeleroFreeze.Kubernetes.LeaderElection;

/// <summary>What a candidate does about a Lease.</summary>
internal enum ElectionMove
{
    /// <summary>There is none: create it.</summary>
    Create,

    /// <summary>It is ours: renew it.</summary>
    Renew,

    /// <summary>It was released, or stood unchanged for too long: take it.</summary>
    Take,

    /// <summary>Someone else holds it.</summary>
    Wait,
}

/// <summary>The decision of leader election, from what was read and how long it has stood.</summary>
internal static class ElectionRules
{
    /// <summary>A record is respected at least and at most for this long, whatever it says.</summary>
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1), LongestLease = TimeSpan.FromMinutes(10);

    /// <param name="record">Null when there is no Lease.</param>
    /// <param name="identity">Ours.</param>
    /// <param name="unchangedFor">
    /// How long this process has seen this very record, on its own monotonic clock. The times inside it are never compared.
    /// </param>
    public static ElectionMove Decide(LeaseRecord? record, string identity, TimeSpan unchangedFor) => record switch
    {
        null => ElectionMove.Create,
        _ when record.Holder == identity => ElectionMove.Renew,
        { Holder: "" } => ElectionMove.Take,
        _ => unchangedFor >= Duration(record) ? ElectionMove.Take : ElectionMove.Wait,
    };

    /// <summary>The record to write.</summary>
    /// <param name="before">Null when there is no Lease.</param>
    /// <param name="config">Identity and duration.</param>
    /// <param name="now">By the wall clock, for people who look at the Lease.</param>
    public static LeaseRecord Next(LeaseRecord? before, LeaderElectionConfig config, DateTimeOffset now)
    {
        var time = LeaseRecord.Format(now);
        var seconds = (int)config.LeaseDuration.TotalSeconds;
        return before?.Holder == config.Identity
            ? before with { DurationSeconds = seconds, RenewTime = time }
            : new LeaseRecord(config.Identity, seconds, time, time, before is null ? 0 : before.Transitions + 1);
    }

    private static TimeSpan Duration(LeaseRecord record)
    {
        var said = TimeSpan.FromSeconds(record.DurationSeconds);
        return said < ShortestLease ? ShortestLease : said > LongestLease ? LongestLease : said;
    }
}
