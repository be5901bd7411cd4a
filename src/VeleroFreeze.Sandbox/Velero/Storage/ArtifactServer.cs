using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Sandbox.Certificates;

namespace VeleroFreeze.Sandbox.Velero.Storage;

/// <summary>Serves the bucket over HTTPS on loopback, with a certificate of its own authority, to whoever has a signed URL.</summary>
internal sealed class ArtifactServer : IAsyncDisposable
{
    private readonly CertificateAuthority _authority;
    private readonly X509Certificate2 _certificate;
    private readonly ObjectStorage _storage;
    private readonly SignedUrls _urls;
    private readonly WebApplication _app;

    public ArtifactServer(ObjectStorage storage, TimeProvider time)
    {
        // Clients hold certificates against their own clock, which does not run faster.
        _authority = new CertificateAuthority("velero-object-storage", TimeProvider.System.GetUtcNow());
        _certificate = _authority.IssueServer();
        _storage = storage;
        _urls = new SignedUrls(RandomNumberGenerator.GetBytes(32), time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.MapMethods($"/{ObjectStorage.Bucket}/{{**path}}", ["GET", "HEAD"], AnswerAsync);
    }

    public string CertificateAuthorityPem => _authority.Pem;

    public Task StartAsync(CancellationToken stop) => _app.StartAsync(stop);

    /// <summary>A URL for an object that may or may not be there.</summary>
    public string UrlOf(string path) => _app.Urls.First() + _urls.Sign(path);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.RouteValues["path"] as string ?? "";
        if (!_urls.Allows(path, http.Request.Query["Expires"], http.Request.Query["Signature"]))
        {
            return RefuseAsync(http, 403, "AccessDenied");
        }

        if (_storage.Find(path) is not { } content)
        {
            return RefuseAsync(http, 404, "NoSuchKey");
        }

        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(content, http.RequestAborted).AsTask();
    }

    /// <summary>In the words of S3, because that is what clients know.</summary>
    private static Task RefuseAsync(HttpContext http, int code, string reason)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = "application/xml";
        return http.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{reason}</Code></Error>", http.RequestAborted);
    }
}
