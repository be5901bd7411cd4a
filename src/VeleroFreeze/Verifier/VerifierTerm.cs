using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Verifier.Announcing;
using VeleroFreeze.Verifier.Judging;
using VeleroFreeze.Verifier.Metrics;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Steps;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier;

/// <summary>What lives longer than a term of work.</summary>
/// <param name="Client">For all that is not watched.</param>
/// <param name="Writer">Writes only while this process leads.</param>
/// <param name="Watch">What happens in the cluster.</param>
/// <param name="Metrics">What is counted.</param>
/// <param name="Log">What is told.</param>
internal sealed record TermServices(KubernetesClient Client, FencedWriter Writer, ClusterWatch Watch, VerifierMetrics Metrics, ILogger Log);

/// <summary>One term of work, from the moment this process leads until it does no longer. Everything it consists of is put together here.</summary>
internal sealed class VerifierTerm(TermServices services, VerifierOptions options)
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly SeenBackups _seen = new();
    private readonly FrozenGuests _frozen = new();
    private readonly ReportStore _store = new(services.Client, services.Writer, options.Namespace);

    /// <summary>The API server, which artifacts are never fetched from.</summary>
    public required Uri Server { get; init; }

    /// <summary>Of this process, for its Events.</summary>
    public required string Identity { get; init; }

    /// <summary>The API server answered.</summary>
    public required Action OnContact { get; init; }

    /// <summary>Works until cancelled; what it was at is taken up by whoever leads next.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var gauges = new GaugeState(_seen, services.Watch.Listeners.Machines, options.Since, _time);
        services.Metrics.Show(gauges);
        try
        {
            await services.Watch.Warm.WaitAsync(cancellation);
            await WorkAsync(gauges, cancellation);
        }
        finally
        {
            services.Metrics.Show(null);
        }
    }

    private async Task WorkAsync(GaugeState gauges, CancellationToken cancellation)
    {
        using var plan = new WorkPlan(_time, services.Log);
        var known = new BackupKnowledge(_seen, gauges, _frozen, _time);
        var recorder = Recorder();
        var steps = new StepChooser(_seen, recorder, plan, new VerdictTimes(options.Since, options.LateEvidence), _time);
        var worker = new BackupWorker(known, plan, services.Metrics, services.Log);
        var backups = new BackupsWatch(services.Client, _seen, _store, plan, services.Log) { OnSynced = OnContact, OnAllSynced = gauges.Listed, OnSchedule = services.Metrics.Known };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] all =
        [
            worker.RunAsync(new LookStep(known, recorder, steps, plan), new VerdictStep(known, Maker(), Announcer(), steps, plan), stop.Token),
            backups.RunAsync(options.VeleroNamespaces, stop.Token),
        ];
        await Task.WhenAny(all);
        await stop.CancelAsync();
        await Task.WhenAll(all);
    }

    private BackupRecorder Recorder() => new(
        _store,
        new HistoryRecorder(services.Client, _store, services.Watch.Memory, _time, services.Log),
        new MachineBackupRecorder(services.Client, _store, services.Watch.Listeners.MachineBackups, services.Log),
        services.Log);

    private VerdictMaker Maker()
    {
        var evidence = new EvidenceSource(new ArtifactFetcher(services.Client, Server, options.Fetch, _time), services.Client);
        return new VerdictMaker(services.Client, _store, new FactsGatherer(evidence, _store, services.Watch.Memory, _frozen, _time), new VerdictTelemetry(services.Metrics, services.Log));
    }

    private Announcer Announcer() => new(services.Client, services.Writer, _store, new OwnerEvents(services.Client, services.Writer, Identity, _time, services.Log));
}
