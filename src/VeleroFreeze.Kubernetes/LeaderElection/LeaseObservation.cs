namespace VeleroFreeze.Kubernetes.LeaderElection;

/// <summary>How long a record has stood, as seen from here.</summary>
internal sealed class LeaseObservation(TimeProvider time)
{
    private LeaseRecord? _last;
    private long _since;

    /// <returns>How long we have known this very record; zero when it is new to us.</returns>
    public TimeSpan Unchanged(LeaseRecord? record)
    {
        if (record != _last)
        {
            _last = record;
            _since = time.GetTimestamp();
        }

        return time.GetElapsedTime(_since);
    }
}
