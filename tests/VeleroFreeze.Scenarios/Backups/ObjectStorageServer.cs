using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Backups;

/// <summary>An object storage over TLS on loopback that behaves as a test says.</summary>
internal sealed class ObjectStorageServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private ObjectStorageServer(WebApplication app, TestAuthority authority)
    {
        _app = app;
        Authority = authority;
    }

    public TestAuthority Authority { get; }

    public int Requests => _requests;

    public Uri Url => new(_app.Urls.Single() + "/velero/nightly-logs.gz?X-Signature=secret");

    /// <param name="answer">Answers the request of this number, from 1.</param>
    public static async Task<ObjectStorageServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var authority = TestAuthority.Create("storage");
        var pair = authority.Server();
        using var pem = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var server = new ObjectStorageServer(app, authority);
        app.Run(context => answer(context, Interlocked.Increment(ref server._requests)));
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
