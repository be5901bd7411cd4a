using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Kubernetes.LeaderElection;

/// <summary>Who stands for election where, and the times; the defaults are client-go's.</summary>
/// <param name="Namespace">Of the Lease.</param>
/// <param name="Name">Of the Lease.</param>
/// <param name="Identity">
/// Of this process, different for each one ever started (a pod's name is not: its container may restart while the old lease runs).
/// </param>
public sealed record LeaderElectionConfig(string Namespace, string Name, string Identity)
{
    /// <summary>How long the others let an unchanged lease stand; default 15 s, whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long after its last successful renewal a leader still takes itself for one; default 10 s, less than <see cref="LeaseDuration"/>.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Between two attempts; default 2 s, less than half of <see cref="RenewDeadline"/>. Those who wait add up to half of it at random.
    /// </summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidRequestException">The times do not leave a leader room to stop before the next one starts.</exception>
    internal void Validate()
    {
        var problem = this switch
        {
            { Identity.Length: 0 } => "an empty identity",
            _ when RenewDeadline >= LeaseDuration => "the renew deadline must be shorter than the lease duration",
            _ when RetryPeriod <= TimeSpan.Zero || RetryPeriod * 2 > RenewDeadline => "the renew deadline must leave time for two attempts",
            _ => null,
        };
        if (problem is not null)
        {
            throw new InvalidRequestException($"leader election: {problem}");
        }
    }
}
