namespace VeleroFreeze.Kubernetes.LeaderElection;

/// <summary>
/// Whether we lead, computed from the last renewal each time it is asked: the answer turns to no by itself when the deadline passes, whatever
/// became of the call that should have brought a renewal. A term that is over is not revived by a late answer.
/// </summary>
internal sealed class Leadership(TimeProvider time, TimeSpan renewDeadline)
{
    private readonly Lock _gate = new();
    private long? _renewedAt;
    private bool _over;

    public bool Holds => Remaining > TimeSpan.Zero;

    /// <summary>Time left without a further renewal; zero when we do not lead.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_gate)
            {
                var left = _renewedAt is { } at && !_over ? renewDeadline - time.GetElapsedTime(at) : TimeSpan.Zero;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Before standing again: the former term is history.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _renewedAt = null;
            _over = false;
        }
    }

    /// <param name="askedAt">The timestamp before the request was sent: the others count from when they see its effect, which is later.</param>
    public void Renewed(long askedAt)
    {
        lock (_gate)
        {
            if (_renewedAt is null || Holds)
            {
                _renewedAt = askedAt;
            }
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _over = true;
        }
    }
}
