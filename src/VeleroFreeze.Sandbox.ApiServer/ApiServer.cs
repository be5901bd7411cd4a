using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Api;
using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Bootstrap;
using VeleroFreeze.Sandbox.Certificates;
using VeleroFreeze.Sandbox.Controllers;
using VeleroFreeze.Sandbox.Discovery;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox;

/// <summary>A stand-in for a Kubernetes API server, on loopback, with everything in memory.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private static readonly UserInfo Admin = new("kubernetes-admin", Rbac.Masters);
    private readonly CertificateAuthority _authority;
    private readonly X509Certificate2 _server;
    private readonly ObjectStore _store;
    private readonly WebApplication _app;
    private readonly WebhookClient _webhooks;
    private readonly AggregationLayer _aggregation;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AdmissionMetrics _metrics = new();
    private readonly AccessRecord _accesses = new();
    private readonly ServiceAccountTokens _tokens;
    private readonly TypeRegistry _types;
    private Task _housekeeping = Task.CompletedTask;

    private ApiServer(ApiServerOptions options)
    {
        _authority = new CertificateAuthority("velerofreeze-sandbox", options.Time.GetUtcNow());
        _server = _authority.IssueServer("kubernetes", "kubernetes.default", "kubernetes.default.svc");
        _store = new ObjectStore(options.History);
        _tokens = new ServiceAccountTokens(_store, options.Time);
        _types = options.HasOperatorKinds ? TypeRegistry.WithOperators : TypeRegistry.Default;
        var services = new ServiceDirectory(_store);
        _webhooks = new WebhookClient(services, options.Time);
        _aggregation = new AggregationLayer(_store, services);
        _app = BuildApp(options);
        var (endpoint, housekeeper) = Assemble(options);
        _app.Run(endpoint.HandleAsync);
        Housekeeper = housekeeper;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>A kubeconfig for a user who may do everything.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <summary>The authority that vouches for it and for its users.</summary>
    public string CertificateAuthorityPem => _authority.Pem;

    /// <summary>What everybody but the cluster's masters has asked for so far, each kind of request once; the same is served at /sandbox/accesses.</summary>
    public IReadOnlyList<Access> Accesses => _accesses.All;

    private Housekeeper Housekeeper { get; }

    /// <summary>Starts one; it serves when this returns.</summary>
    public static async Task<ApiServer> StartAsync(ApiServerOptions? options = null)
    {
        options ??= new ApiServerOptions();
        var server = new ApiServer(options);
        PermanentNamespaces.CreateAll(server._store, options.Time);
        DefaultRoles.CreateAll(server._store, options.Time);
        DefinitionObjects.CreateAll(server._store, server._types, options.Time);
        await server._app.StartAsync();
        server._housekeeping = server.Housekeeper.RunAsync(server._stopping.Token);
        using var client = server._authority.IssueClient(Admin);
        server.Kubeconfig = Security.Kubeconfig.Render(server.Address, server._authority.Pem, client);
        if (options.KubeconfigPath is { } path)
        {
            await Security.Kubeconfig.WriteAsync(path, server.Kubeconfig);
        }

        return server;
    }

    /// <summary>Forgets the history of changes, so that watches and lists from earlier revisions expire.</summary>
    public void Compact() => _store.Compact();

    /// <summary>How often a webhook failed and was passed over; the type is <c>admit</c> or <c>validating</c>.</summary>
    public long FailOpenCount(string webhook, string type = "admit") => _metrics.FailOpenCount(webhook, type);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        try
        {
            await _housekeeping;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends; anything else is a bug and shall be seen.
        }

        _webhooks.Dispose();
        _aggregation.Dispose();
        _server.Dispose();
        _tokens.Dispose();
        _authority.Dispose();
        _stopping.Dispose();
    }

    private (ApiEndpoint Endpoint, Housekeeper Housekeeper) Assemble(ApiServerOptions options)
    {
        var admission = new AdmissionChain(_store, _types, _webhooks, _metrics);
        var writer = new ObjectWriter(_store, admission, options.Time);
        var deleter = new ObjectDeleter(_store, admission, options.Time);
        var authenticator = new Authenticator(_authority.Certificate, options.Tokens, _tokens);
        var authorizer = new Authorizer(_store, _accesses);
        var objects = new ObjectEndpoint(
            new ReadHandler(_store, options.Time),
            new WatchHandler(_store, WatchingOf(options), _stopping.Token),
            new WriteHandler(_store, writer, authorizer, options.Time),
            new PatchHandler(writer, options.Time),
            new DeleteHandler(_store, deleter, options.Time));
        var discovery = new DiscoveryHandler(new DiscoveryDocuments(_types), new OpenApiDocuments(_types), _aggregation);
        var endpoint = new ApiEndpoint(authenticator, discovery, _aggregation, new ReviewHandler(authenticator, authorizer), objects)
        {
            Metrics = _metrics,
            Types = _types,
            Authorizer = authorizer,
            Impersonation = new Impersonation(authorizer),
            Tokens = new TokenHandler(_store, _tokens, options.Time),
            Accesses = _accesses,
        };
        var tokenSecrets = new TokenSecrets(_store, _tokens, _authority.Pem);
        return (endpoint, new Housekeeper(_store, new GarbageCollector(_store, deleter, _types), new NamespaceCleaner(_store, deleter), tokenSecrets));
    }

    private static WatchSettings WatchingOf(ApiServerOptions options) => new(options.Time)
    {
        BookmarkInterval = options.BookmarkInterval,
        AnswersExpiredWatchWithStatus = options.AnswersExpiredWatchWithStatus,
    };

    private WebApplication BuildApp(ApiServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = _server,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                // Who a certificate speaks for is decided when a request arrives, where it can be answered with a Status.
                ClientCertificateValidation = (_, _, _) => true,
            }));
        });
        return builder.Build();
    }
}
