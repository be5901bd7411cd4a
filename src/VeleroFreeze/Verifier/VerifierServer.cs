using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Hosting;
using VeleroFreeze.Hosting.Metrics;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Verifier.Gauges;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier;

/// <summary>The verifier as a process: probes, leader election, and one term of work after the other.</summary>
internal sealed class VerifierServer(VerifierOptions options, KubernetesClientConfiguration cluster, ILogger log, VerifierReadiness readiness, VerifierMetrics metrics)
{
    private const string LeaseName = "velerofreeze-verifier";

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly string _identity = $"{Environment.MachineName}_{Guid.NewGuid():N}";

    /// <summary>Serves until a signal ends it.</summary>
    /// <returns>0 after a signal, 2 when it cannot listen.</returns>
    public static async Task<int> RunAsync(VerifierOptions options, KubernetesClientConfiguration cluster, TextWriter error)
    {
        using var signals = new TerminationSignals();
        var readiness = new VerifierReadiness();
        using var pipeline = new MetricsPipeline("verifier", VerifierMetrics.Names);
        using var metrics = new VerifierMetrics();
        await using var app = PlainServer.Create(options.ProbeListen, options.LogFormat, context => MetricsPipeline.IsMetrics(context.Request) ? pipeline.ServeAsync(context) : readiness.ServeAsync(context));
        if (!await ServerStart.TryStartAsync(app, "verifier", error))
        {
            return 2;
        }

        var log = app.Logger;
        Log.Started(log, cluster.Source, string.Join(',', options.VeleroNamespaces), options.Namespace, PlainServer.AddressOf(app));
        using var stop = new CancellationTokenSource();
        var work = new VerifierServer(options, cluster, log, readiness, metrics).WorkAsync(stop.Token);
        // The work never ends by itself; should it fail, so does the process, and is started anew.
        await await Task.WhenAny(signals.First, work);
        Log.Stopping(log, (await signals.First).ToString());
        readiness.Stop();
        await stop.CancelAsync();
        await work;
        Log.Stopped(log);
        return 0;
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        using var client = new KubernetesClient(cluster);
        // Of their own, so that work and watches do not wait for each other.
        using var forWatches = new KubernetesClient(cluster);
        var watch = new ClusterWatch(forWatches, WatchedType.All(options.VeleroNamespaces), _time, log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] all = [watch.RunAsync(stop.Token), options.LeaderElection ? ElectAsync(client, watch, stop.Token) : TermAsync(client, watch, () => true, stop.Token)];
        try
        {
            await Task.WhenAny(all);
            await stop.CancelAsync();
            await Task.WhenAll(all);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task ElectAsync(KubernetesClient client, ClusterWatch watch, CancellationToken cancellation)
    {
        // Of its own, so that no other work delays a renewal.
        using var forLease = new KubernetesClient(cluster);
        var seconds = (int)options.LeaseDuration.TotalSeconds;
        var config = new LeaderElectionConfig(options.Namespace, LeaseName, _identity)
        {
            // The proportions of the defaults: 15 s, 10 s, 2 s.
            LeaseDuration = options.LeaseDuration,
            RenewDeadline = TimeSpan.FromSeconds(seconds * 2 / 3.0),
            RetryPeriod = TimeSpan.FromSeconds(seconds * 2 / 15.0),
        };
        var elector = new LeaderElector(forLease, config, problem => Log.ElectionProblem(log, problem.Message));
        readiness.StandsBy = () => elector.Leader.Length > 0;
        await elector.RunAsync(term => LeadAsync(client, watch, elector, term), cancellation);
    }

    private async Task LeadAsync(KubernetesClient client, ClusterWatch watch, LeaderElector elector, CancellationToken term)
    {
        Log.Leading(log, _identity);
        try
        {
            await TermAsync(client, watch, () => elector.IsLeader, term);
        }
        finally
        {
            Log.NoLongerLeading(log, _identity);
        }
    }

    /// <summary>Puts one term of work together; everything it consists of is here.</summary>
    private async Task TermAsync(KubernetesClient client, ClusterWatch watch, Func<bool> mayWrite, CancellationToken cancellation)
    {
        var writer = new FencedWriter(client, mayWrite);
        var store = new ReportStore(client, writer, options.Namespace);
        var seen = new SeenBackups();
        var gauges = new GaugeState(seen, watch.Listeners.Machines, options.Since, _time);
        var evidence = new EvidenceSource(new ArtifactFetcher(client, cluster.Server, options.Fetch, _time), client);
        var frozen = new FrozenGuests();
        var parts = new VerifierParts(
            options,
            seen,
            gauges,
            metrics,
            store,
            new HistoryRecorder(client, store, watch.Memory, _time, log),
            new MachineBackupRecorder(client, store, watch.Listeners.MachineBackups, log),
            frozen,
            new VerdictMaker(client, evidence, store, watch.Memory, frozen, _time, new VerdictTelemetry(metrics, log)),
            new Announcer(client, writer, store, _identity, _time, log));
        metrics.Show(gauges);
        try
        {
            await watch.Warm.WaitAsync(cancellation);
            await new VerifierLoop(client, parts, _time, log, readiness.Contacted).RunAsync(cancellation);
        }
        finally
        {
            metrics.Show(null);
        }
    }
}
