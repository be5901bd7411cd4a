using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Verifier.Gauges;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>All watches of the verifier, kept warm by the leader and by those that stand by: whoever leads next has seen what happened before.</summary>
internal sealed class ClusterWatch(KubernetesClient client, IReadOnlyList<WatchedType> types, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(30);

    public HistoryMemory Memory { get; } = new([.. types.Select(type => type.Name)]);

    public WatchListeners Listeners { get; } = new(new WatchedMachines(), new MachineBackupMemory(time));

    /// <summary>Watches until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        types.Select(type => new TypeWatch(client, type, Memory, Listeners, time, log).RunAsync(cancellation)).Append(SweepAsync(cancellation)));

    private async Task SweepAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(BetweenSweeps, time, cancellation);
            Memory.Forget(time.GetUtcNow());
            Listeners.MachineBackups.Forget();
        }
    }
}
