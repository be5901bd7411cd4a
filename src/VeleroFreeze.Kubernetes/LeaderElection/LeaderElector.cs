using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Kubernetes.LeaderElection;

/// <summary>
/// Stands for election again and again until cancelled, on monotonic time. Holding a Lease does not keep an old leader's late write out: what
/// must not happen twice goes through <see cref="FencedWriter"/>. (Monotonic time stands still while a virtual machine is suspended; there too
/// only the fence helps.)
/// </summary>
public sealed class LeaderElector
{
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases");

    private readonly KubernetesClient _client;
    private readonly LeaderElectionConfig _config;
    private readonly Action<Exception> _onFailure;
    private readonly TimeProvider _time;
    private readonly ResourceScope _scope;
    private readonly LeaseObservation _observation;
    private readonly Leadership _leadership;

    /// <param name="client">Best one of its own, so that no other work delays a renewal.</param>
    /// <param name="config">Which Lease, as whom, and the times.</param>
    /// <param name="onFailure">Told of everything that goes wrong, in the election and in the work; none of it ends the election.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">A name or a time is not usable.</exception>
    public LeaderElector(KubernetesClient client, LeaderElectionConfig config, Action<Exception> onFailure, TimeProvider? time = null)
    {
        config.Validate();
        _client = client;
        _config = config;
        _onFailure = onFailure;
        _time = time ?? TimeProvider.System;
        _scope = Leases.In(config.Namespace);
        Lease = _scope.Named(config.Name);
        _observation = new LeaseObservation(_time);
        _leadership = new Leadership(_time, config.RenewDeadline);
    }

    public ObjectAddress Lease { get; }

    /// <summary>Whether our last renewal is younger than the renew deadline, at this very moment, whatever hangs.</summary>
    public bool IsLeader => _leadership.Holds;

    /// <summary>Who holds the Lease as last read; empty when nobody does or it was never read.</summary>
    public string Leader { get; private set; } = "";

    /// <param name="lead">
    /// The work. Its token is cancelled when leadership is lost; it must then stop, and until it has, this process does not stand again.
    /// When it ends or throws by itself, leadership is given up and sought again.
    /// </param>
    /// <param name="cancellation">Ends everything; the Lease is released when we hold it. Returns normally.</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            _leadership.Reset();
            await StepAsync(cancellation);
            if (_leadership.Holds)
            {
                await LeadAsync(lead, cancellation);
            }

            await PauseAsync(_config.RetryPeriod * (1 + (Random.Shared.NextDouble() / 2)), cancellation);
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_leadership.Remaining, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var work = Task.Run(() => lead(stop.Token), CancellationToken.None);
        var renewals = RenewAsync(deadline, stop.Token);
        await Task.WhenAny(work, renewals);
        _leadership.End();
        await stop.CancelAsync();
        await SurviveAsync(() => work, stop.Token);
        await renewals;
        // Only now: while the work was still stopping, nobody else was to start.
        await SurviveAsync(() => BoundedAsync(ReleaseAsync, CancellationToken.None), CancellationToken.None);
    }

    /// <summary>Renews until the deadline passes, we are told to stop, or the Lease bears another name.</summary>
    private async Task RenewAsync(CancellationTokenSource deadline, CancellationToken stop)
    {
        ElectionMove? move = null;
        while (_leadership.Holds && !stop.IsCancellationRequested && move != ElectionMove.Wait)
        {
            deadline.CancelAfter(_leadership.Remaining);
            await PauseAsync(_config.RetryPeriod, stop);
            move = _leadership.Holds && !stop.IsCancellationRequested ? await StepAsync(stop) : null;
        }
    }

    /// <summary>One look at the Lease and what follows from it.</summary>
    /// <returns>The move made, or null when it failed.</returns>
    internal async Task<ElectionMove?> StepAsync(CancellationToken cancellation)
    {
        ElectionMove? made = null;
        await SurviveAsync(() => BoundedAsync(async bound => made = await MoveAsync(bound), cancellation), cancellation);
        return made;
    }

    private async Task<ElectionMove> MoveAsync(CancellationToken cancellation)
    {
        var lease = await _client.FindAsync(Lease, cancellation).WaitAsync(cancellation);
        var record = lease is null ? null : LeaseRecord.Of(lease);
        Leader = record?.Holder ?? "";
        var move = ElectionRules.Decide(record, _config.Identity, _observation.Unchanged(record));
        if (move != ElectionMove.Wait)
        {
            var askedAt = _time.GetTimestamp();
            await WriteAsync(lease, ElectionRules.Next(record, _config, _time.GetUtcNow()), cancellation).WaitAsync(cancellation);
            Leader = _config.Identity;
            _leadership.Renewed(askedAt);
        }

        return move;
    }

    private Task<KubernetesObject> WriteAsync(KubernetesObject? lease, LeaseRecord record, CancellationToken cancellation) => lease is null
        ? _client.CreateAsync(_scope, record.Render(_config.Namespace, _config.Name), null, cancellation)
        : _client.ReplaceAsync(Lease, record.RenderOver(lease), null, cancellation);

    private async Task ReleaseAsync(CancellationToken cancellation)
    {
        var lease = await _client.FindAsync(Lease, cancellation).WaitAsync(cancellation);
        if (lease is not null && LeaseRecord.Of(lease) is var record && record.Holder == _config.Identity)
        {
            await WriteAsync(lease, record with { Holder = "", DurationSeconds = 1 }, cancellation).WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Gives one attempt half of the renew deadline, so that a hanging one leaves time for another. Calls are awaited no longer than that even
    /// if they do not heed their token; should one arrive after all, its resource version is an old one by then.
    /// </summary>
    private async Task BoundedAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellation)
    {
        var limit = _config.RenewDeadline / 2;
        using var bound = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            await attempt(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new KubernetesException(0, KubernetesReason.DeadlineExceeded, $"{Lease}: no answer within {limit.TotalSeconds:0.#} s", e);
        }
    }

    private async Task SurviveAsync(Func<Task> action, CancellationToken cancellation)
    {
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception e)
        {
            // Whatever it was: an elector that stops is the one thing that must not happen.
            _onFailure(e);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, _time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at its token next.
        }
    }
}
