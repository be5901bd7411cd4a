using VeleroFreeze.Hosting;
using VeleroFreeze.Hosting.Metrics;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Verifier.Logging;
using VeleroFreeze.Verifier.Metrics;
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
        Task[] all = [watch.RunAsync(stop.Token), options.LeaderElection ? ElectAsync(client, watch, stop.Token) : Term(client, watch, () => true).RunAsync(stop.Token)];
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
            await Term(client, watch, () => elector.IsLeader).RunAsync(term);
        }
        finally
        {
            Log.NoLongerLeading(log, _identity);
        }
    }

    private VerifierTerm Term(KubernetesClient client, ClusterWatch watch, Func<bool> mayWrite) =>
        new(new TermServices(client, new FencedWriter(client, mayWrite), watch, metrics, log), options) { Server = cluster.Server, Identity = _identity, OnContact = readiness.Contacted };
}
