using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Client;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>All watches of the verifier, kept warm by the leader and by those that stand by: whoever leads next has seen what happened before.</summary>
internal sealed class ClusterWatch(KubernetesClient client, IReadOnlyList<WatchedType> types, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(30);

    /// <summary>More than two clocks may differ: a freeze that begins after this lies behind the first lists by any of them.</summary>
    private static readonly TimeSpan ToBeWarm = TimeSpan.FromSeconds(3);

    /// <summary>A kind may be forbidden for good, and then nothing gets warm.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _warm = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once a Backup that begins from now on can be vouched for, or when that is not waited for any longer.</summary>
    public Task Warm => _warm.Task;

    public HistoryMemory Memory { get; } = new([.. types.Select(type => type.Name)]);

    public WatchListeners Listeners { get; } = new(new WatchedMachines(), new MachineBackupMemory(time));

    /// <summary>Watches until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        types.Select(type => new TypeWatch(client, type, Memory, Listeners, time, log).RunAsync(cancellation)).Append(SweepAsync(cancellation)).Append(WarmUpAsync(cancellation)));

    private async Task WarmUpAsync(CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; !Memory.IsComplete && waited < Patience; waited += BetweenLooks)
        {
            await Task.Delay(BetweenLooks, time, cancellation);
        }

        await Task.Delay(ToBeWarm, time, cancellation);
        _warm.SetResult();
    }

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
