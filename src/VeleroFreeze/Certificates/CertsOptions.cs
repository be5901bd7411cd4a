using System.Net;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Certificates;

/// <summary>The settings of <c>certs run</c>.</summary>
internal sealed record CertsOptions
{
    /// <summary>A kubeconfig; default null: as kubectl finds it, or the pod's own cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>A context of the kubeconfig; default null: the current one.</summary>
    public string? Context { get; init; }

    public CertificatePlaces Places { get; init; } = new();

    public RotationRules Rules { get; init; } = new();

    /// <summary>How often everything is looked at: so soon is a changed caBundle put right. Default 5 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Address and port of the plain HTTP server for probes; default <c>0.0.0.0:8080</c>. Port 0 takes any free one.</summary>
    public IPEndPoint ProbeListen { get; init; } = new(IPAddress.Any, 8080);

    /// <summary>Default text.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;
}

/// <summary>Where certificates are kept, whom they are for, and who trusts them.</summary>
internal sealed record CertificatePlaces
{
    public const string AuthoritySecret = "velerofreeze-webhook-ca";
    public const string LeafSecret = "velerofreeze-webhook-tls";

    /// <summary>Of the two Secrets and the webhook's Service; default <c>velerofreeze</c>.</summary>
    public string Namespace { get; init; } = "velerofreeze";

    /// <summary>The webhook's Service; default <c>velerofreeze-webhook</c>.</summary>
    public string Service { get; init; } = "velerofreeze-webhook";

    /// <summary>The MutatingWebhookConfiguration; default <c>velerofreeze</c>.</summary>
    public string Registration { get; init; } = "velerofreeze";

    /// <summary>As the API server calls it.</summary>
    public string ServerName => $"{Service}.{Namespace}.svc";
}
