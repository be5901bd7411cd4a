using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Core.Text;
using VeleroFreeze.Hosting;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Webhook;

/// <summary>The webhook as a process: listens, answers, drains, ends.</summary>
internal static class WebhookServer
{
    /// <summary>No request takes longer than two seconds; this is for a machine that hardly runs.</summary>
    private static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(10);

    /// <summary>Serves until a signal ends it.</summary>
    /// <returns>0 after it has drained, 2 when it cannot listen.</returns>
    public static async Task<int> RunAsync(WebhookOptions options, ReloadingTls tls, TextWriter error)
    {
        var time = TimeProvider.System;
        var drain = new DrainState();
        using var signals = new TerminationSignals();
        using var pipeline = new MetricsPipeline("webhook", WebhookMetrics.Names);
        using var metrics = new WebhookMetrics(() => tls.Identity);
        var kubeVirt = KubeVirtSetting.Of(options.KubeVirt, options.KubeVirtFile);
        await using var app = Build(options, new WebhookFiles(tls, kubeVirt), new WebhookTelemetry(pipeline, metrics), drain, time);
        var log = app.Logger;
        if (!await ServerStart.TryStartAsync(app, "webhook", error))
        {
            return 2;
        }

        var (https, probe) = Addresses(app);
        Log.Listening(log, https, probe);
        TellChange(log, tls, problem: null);
        TellRelease(log, kubeVirt);
        using var stopped = new CancellationTokenSource();
        var watches = new[]
        {
            tls.WatchAsync(options.ReloadInterval, problem => TellChange(log, tls, problem), stopped.Token),
            kubeVirt.WatchAsync(options.ReloadInterval, time, () => TellRelease(log, kubeVirt), stopped.Token),
        };

        // The watches never end by themselves; should one fail, so does the process, and is started anew.
        await await Task.WhenAny([signals.First, .. watches]);
        drain.Begin();
        Log.Draining(log, GoDuration.FromSeconds((long)options.Drain.TotalSeconds).ToString(), (await signals.First).ToString());
        await Task.Delay(options.Drain, time);

        using var patience = new CancellationTokenSource(LastRequests, time);
        await app.StopAsync(patience.Token);
        await stopped.CancelAsync();
        Log.Stopped(log);
        return 0;
    }

    /// <summary>Puts the server together; everything it consists of is here.</summary>
    private static WebApplication Build(WebhookOptions options, WebhookFiles files, WebhookTelemetry telemetry, DrainState drain, TimeProvider time)
    {
        // Empty, so that neither files nor ASPNETCORE_ variables add a port or a setting that is not in the options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ConsoleLogs.Configure(builder.Logging, options.LogFormat);
        var turnover = new ConnectionTurnover(drain, time);
        builder.WebHost.UseKestrelCore().UseSockets(ServerLimits.Apply).ConfigureKestrel(kestrel =>
        {
            ServerLimits.Apply(kestrel, RequestBody.MaxBytes);
            kestrel.Listen(options.Listen, listen =>
            {
                turnover.Watch(listen);
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(files.Tls.ServerOptions),
                    HandshakeTimeout = ServerLimits.HandshakeTimeout,
                });
            });
            kestrel.Listen(options.ProbeListen);
        });
        builder.Services.AddSingleton<IHostLifetime, SignalsHandledElsewhere>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LastRequests + TimeSpan.FromSeconds(2));

        var app = builder.Build();
        if (!Rehearsal.Succeeds(Handler()))
        {
            Log.RehearsalFailed(app.Logger);
        }

        var endpoint = new MutateEndpoint(Handler, new InFlightGate(time), telemetry.Metrics, time, app.Logger);
        var pages = new WebhookPages(endpoint, telemetry.Pipeline, () => Readiness.Problem(drain.IsDraining, files.Tls.Identity.NotAfter, time.GetUtcNow()));
        app.Run(context =>
        {
            turnover.Apply(context);
            return pages.ServeAsync(context);
        });
        return app;

        AdmissionHandler Handler()
        {
            var (kubeVirt, identity) = (files.KubeVirt.Current, files.Tls.Identity);
            return new AdmissionHandler(kubeVirt.Release, options.OnError)
            {
                Notices = () => [ServingNotice.Render(new Validity(identity.NotBefore, identity.NotAfter)), KubeVirtNotice.Render(kubeVirt)],
            };
        }
    }

    private static (string Https, string Probe) Addresses(WebApplication app)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return (AuthorityOf("https://"), AuthorityOf("http://"));

        string AuthorityOf(string scheme) => bound.Single(address => address.StartsWith(scheme, StringComparison.Ordinal))[scheme.Length..];
    }

    private static void TellChange(ILogger log, ReloadingTls tls, string? problem)
    {
        if (problem is null)
        {
            Log.CertificateInUse(log, tls.Identity.Subject, Readiness.Text(tls.Identity.NotAfter));
        }
        else
        {
            Log.CertificateNotTaken(log, problem);
        }
    }

    private static void TellRelease(ILogger log, KubeVirtSetting kubeVirt)
    {
        Log.KubeVirtInUse(log, kubeVirt.Current.Release.IsKnown ? kubeVirt.Current.Release.ToString() : "unknown", KebabCase.Of(kubeVirt.Current.Source));
        if (kubeVirt.Problem is { } problem)
        {
            Log.KubeVirtNotRead(log, problem);
        }
    }
}

/// <summary>What changes while the webhook runs, because a file does.</summary>
internal sealed record WebhookFiles(ReloadingTls Tls, KubeVirtSetting KubeVirt);

/// <summary>What is counted, and the way out of the process.</summary>
internal sealed record WebhookTelemetry(MetricsPipeline Pipeline, WebhookMetrics Metrics);
