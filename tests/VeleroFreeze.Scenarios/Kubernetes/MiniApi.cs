using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>
/// Just enough of an API server on loopback: one type, lists in pages, watches, real TLS. It can be killed and started again on its port, over
/// the same store.
/// </summary>
internal sealed class MiniApi(X509Certificate2 certificate, HttpProtocols protocols = HttpProtocols.Http1AndHttp2) : IAsyncDisposable
{
    private WebApplication? _app;

    public BackupStore Store { get; } = new();

    public int Port { get; private set; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{Port}");

    /// <summary>Protocol, client certificate, authorization and impersonation of each request.</summary>
    public ConcurrentQueue<(string Protocol, string? Client, string? Authorization, string Impersonation)> Requests { get; } = [];

    /// <summary>The names that clients asked for in TLS.</summary>
    public ConcurrentQueue<string?> Names { get; } = [];

    /// <summary>The certificates that came with each client certificate.</summary>
    public ConcurrentQueue<string> ClientChains { get; } = [];

    /// <summary>The only token let in; null lets everybody in.</summary>
    public string? Token { get; set; }

    public ClientCertificateMode ClientCertificates { get; init; } = ClientCertificateMode.NoCertificate;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            // A user's name may be any text.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, Port, listen =>
            {
                listen.Protocols = protocols;
                listen.UseHttps(Secure);
            });
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        Port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>As a process dies: every connection breaks at once.</summary>
    public async Task KillAsync()
    {
        if (_app is { } running)
        {
            _app = null;
            await running.StopAsync(new CancellationToken(canceled: true));
            await running.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Secure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificateSelector = (_, name) =>
        {
            Names.Enqueue(name);
            return certificate;
        };
        https.ClientCertificateMode = ClientCertificates;
        https.ClientCertificateValidation = (_, chain, _) =>
        {
            ClientChains.Enqueue(string.Join("; ", chain?.ChainPolicy.ExtraStore.Select(one => one.Subject) ?? []));
            return true;
        };
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        var impersonation = string.Join("; ", context.Request.Headers.Where(h => h.Key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase))
            .Select(h => $"{h.Key.ToLowerInvariant()}={string.Join(',', h.Value.ToArray())}").Order(StringComparer.Ordinal));
        Requests.Enqueue((context.Request.Protocol, context.Connection.ClientCertificate?.Subject, authorization, impersonation));
        if (Token is not null && authorization != $"Bearer {Token}")
        {
            await RefuseAsync(context, 401, "Unauthorized");
        }
        else if (context.Request.Query["watch"] == "true")
        {
            await WatchAsync(context, Number(context, "resourceVersion", 0));
        }
        else
        {
            await context.Response.WriteAsync(Store.List(Number(context, "limit", int.MaxValue), Number(context, "continue", 0)).Body);
        }
    }

    private async Task WatchAsync(HttpContext context, int version)
    {
        var gone = context.RequestAborted;
        if (Store.After(version).Lines is null)
        {
            await RefuseAsync(context, 410, "Expired");
            return;
        }

        await context.Response.Body.FlushAsync(gone);
        while (!gone.IsCancellationRequested)
        {
            var (lines, now, more) = Store.After(version);
            if (lines is null)
            {
                await context.Response.WriteAsync("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n", gone);
                return;
            }

            foreach (var line in lines)
            {
                await context.Response.WriteAsync(line + "\n", gone);
            }

            await context.Response.Body.FlushAsync(gone);
            version = now;
            await more.WaitAsync(gone);
        }
    }

    private static async Task RefuseAsync(HttpContext context, int code, string reason)
    {
        context.Response.StatusCode = code;
        await context.Response.WriteAsync($$"""{"kind":"Status","code":{{code}},"reason":"{{reason}}","message":"no"}""");
    }

    private static int Number(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
