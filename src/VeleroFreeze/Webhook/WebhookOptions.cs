using System.Net;
using System.Security.Authentication;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Webhook;

/// <summary>The webhook's settings.</summary>
internal sealed record WebhookOptions
{
    /// <summary>Address and port of the HTTPS server; default <c>0.0.0.0:8443</c>. Port 0 takes any free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Any, 8443);

    /// <summary>Address and port of the plain HTTP server for probes; default <c>0.0.0.0:8080</c>. Port 0 takes any free one.</summary>
    public IPEndPoint ProbeListen { get; init; } = new(IPAddress.Any, 8080);

    /// <summary>PEM file with the serving certificate, and after it those that lead to its authority.</summary>
    public string TlsCert { get; init; } = "";

    /// <summary>PEM file with the private key, EC or RSA, not encrypted.</summary>
    public string TlsKey { get; init; } = "";

    /// <summary>PEM file with the authorities of client certificates; default null: no client certificate is asked for.</summary>
    public string? ClientCa { get; init; }

    /// <summary>Common name that a client certificate must carry; default null: any that the authorities signed. Needs <see cref="ClientCa"/>.</summary>
    public string? ClientName { get; init; }

    /// <summary>Oldest version of TLS spoken; default 1.2, as older control planes need it.</summary>
    public SslProtocols MinTls { get; init; } = SslProtocols.Tls12;

    /// <summary>The KubeVirt release in the cluster; default null: what <see cref="KubeVirtFile"/> says.</summary>
    public KubeVirtVersion? KubeVirt { get; init; }

    /// <summary>File that holds the KubeVirt release and may change; default null: without <see cref="KubeVirt"/> the release is unknown.</summary>
    public string? KubeVirtFile { get; init; }

    /// <summary>The hooks' on-error where a VM does not say; default <see cref="Core.Hooks.OnError.Continue"/>.</summary>
    public OnError OnError { get; init; } = OnError.Continue;

    /// <summary>How long requests are still answered after SIGTERM, while the cluster learns that they should go elsewhere; 0 s to 5 min, default 15 s.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the files are looked at for changes; 100 ms to 1 h, default 10 s.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Default text.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    public TlsFiles TlsFiles => new(TlsCert, TlsKey, ClientCa);

    public TlsRules TlsRules => new(MinTls, ClientName);
}
