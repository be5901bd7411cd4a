using VeleroFreeze.Hosting;
using VeleroFreeze.Hosting.Metrics;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Certificates;

/// <summary><c>certs run</c> as a process: probes, and one look after the other.</summary>
internal static class CertsServer
{
    /// <summary>Serves until a signal ends it.</summary>
    /// <returns>0 after a signal, 2 when it cannot listen.</returns>
    public static async Task<int> RunAsync(CertsOptions options, KubernetesClientConfiguration cluster, TextWriter error)
    {
        using var signals = new TerminationSignals();
        var state = new CertsState();
        using var pipeline = new MetricsPipeline("certs", CertsMetrics.Names);
        using var metrics = new CertsMetrics(state);
        await using var app = PlainServer.Create(
            options.ProbeListen, options.LogFormat, context => MetricsPipeline.IsMetrics(context.Request) ? pipeline.ServeAsync(context) : ProbePages.ServeAsync(context, state.Problem));
        if (!await ServerStart.TryStartAsync(app, "certs run", error))
        {
            return 2;
        }

        Log.Started(app.Logger, cluster.Source, options.Places.Namespace, options.Places.Registration, PlainServer.AddressOf(app));
        await WorkAsync(options, cluster, state, signals, app.Logger);
        return 0;
    }

    private static async Task WorkAsync(CertsOptions options, KubernetesClientConfiguration cluster, CertsState state, TerminationSignals signals, ILogger log)
    {
        using var client = new KubernetesClient(cluster);
        using var stop = new CancellationTokenSource();
        var work = new Rotator(new CertificateStore(client, options.Places), options, state, TimeProvider.System, log).RunAsync(stop.Token);
        // The work never ends by itself; should it fail, so does the process, and is started anew.
        await await Task.WhenAny(signals.First, work);
        Log.Stopping(log, (await signals.First).ToString());
        state.Stop();
        await stop.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
