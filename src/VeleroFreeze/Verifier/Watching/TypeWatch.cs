using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Watching;
using VeleroFreeze.Verifier.Logging;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>Carries one watch into the memory, for as long as the process lives.</summary>
/// <param name="client">Of its own, so that watches and work do not wait for each other.</param>
/// <param name="type">What is watched.</param>
/// <param name="memory">Where it is remembered.</param>
/// <param name="listeners">Told of each event as well.</param>
/// <param name="time">The clock that states are stamped with.</param>
/// <param name="log">Told what does not work.</param>
internal sealed class TypeWatch(KubernetesClient client, WatchedType type, HistoryMemory memory, WatchListeners listeners, TimeProvider time, ILogger log)
{
    /// <summary>How often a type that is not installed is looked for.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The server sends a bookmark just before it ends a stream: so each watch is known to be complete at least this often, and a verdict waits no longer for it.
    /// </summary>
    private const int StreamSeconds = 15;

    private bool _isRefused;
    private bool _hasListed;

    public async Task RunAsync(CancellationToken cancellation)
    {
        ResourceScope? followed = null;
        while (true)
        {
            var found = await FindAsync(cancellation);
            if (found is not null && followed is not null && found != followed)
            {
                memory.Restarted(type.Name, type.Kind);
            }
            else if (found is null || followed is not null)
            {
                // The group may be there without the type: it has just answered that.
                await WaitAsync(isMissing: found is not null, cancellation);
            }

            if (found is not null)
            {
                followed = found;
                await FollowAsync(found, cancellation);
            }
        }
    }

    private async Task WaitAsync(bool isMissing, CancellationToken cancellation)
    {
        if (isMissing)
        {
            memory.Missing(type.Name, time.GetUtcNow());
        }

        await Task.Delay(BetweenLooks, time, cancellation);
    }

    /// <returns>Null where the type is not installed, or that cannot be told now.</returns>
    private async Task<ResourceScope?> FindAsync(CancellationToken cancellation)
    {
        if (!type.FindsVersion)
        {
            return type.Scope;
        }

        try
        {
            var found = await ServedVersion.FindAsync(client, type.Scope, cancellation);
            if (found is null)
            {
                memory.Missing(type.Name, time.GetUtcNow());
            }

            return found;
        }
        catch (KubernetesException e)
        {
            Failed(e);
            return null;
        }
    }

    /// <summary>Until this version of the type is not served any more.</summary>
    private async Task FollowAsync(ResourceScope scope, CancellationToken cancellation)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var options = new WatchOptions { LabelSelector = type.LabelSelector, TimeoutSeconds = StreamSeconds, MaxDelay = BetweenLooks, OnProgress = Progressed };
        try
        {
            await foreach (var change in client.WatchAsync(scope, options, failure => Failed(failure, gone), gone.Token))
            {
                Take(change);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Another version may be served now.
        }
    }

    private void Take(WatchEvent change)
    {
        switch (change)
        {
            case { Type: WatchEventType.Synced }:
                _hasListed = true;
                break;
            case { Type: WatchEventType.Deleted }:
                memory.Remove(type.Kind, new VirtualMachineKey(change.Key.Namespace, change.Key.Name), change.Uid, time.GetUtcNow());
                break;
            case { Object: { } found }:
                memory.Upsert(type.Kind, found.Json, time.GetUtcNow());
                break;
        }

        listeners.Take(type.Kind, change);
    }

    private void Progressed(string version)
    {
        _isRefused = false;
        if (_hasListed)
        {
            _hasListed = false;
            memory.Listed(type.Name, version, time.GetUtcNow());
        }
        else
        {
            memory.Alive(type.Name, version, time.GetUtcNow());
        }
    }

    private void Failed(KubernetesException failure, CancellationTokenSource gone)
    {
        if (failure.IsNotFound && type.FindsVersion)
        {
            gone.Cancel();
            return;
        }

        Failed(failure);
    }

    /// <summary>What may not be read is said once: it will be asked for until somebody grants it.</summary>
    private void Failed(KubernetesException failure)
    {
        if (failure.Code is 401 or 403 or 404)
        {
            listeners.Refused(type.Kind);
        }

        if (failure.IsNotFound)
        {
            memory.Missing(type.Name, time.GetUtcNow());
        }
        else if (failure.Code is 401 or 403)
        {
            memory.Refused(type.Name);
            if (!_isRefused)
            {
                _isRefused = true;
                Log.OtherWatchProblem(log, type.Name, failure.Message);
            }
        }
        else
        {
            Log.OtherWatchProblem(log, type.Name, failure.Message);
        }
    }
}
