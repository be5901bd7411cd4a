using System.Net;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Verifier;

/// <summary>The verifier's settings.</summary>
internal sealed record VerifierOptions
{
    /// <summary>A kubeconfig; default null: as kubectl finds it, or the pod's own cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>A context of the kubeconfig; default null: the current one.</summary>
    public string? Context { get; init; }

    /// <summary>Where Velero is installed and its Backups are, one for each Velero of the cluster; default <c>velero</c>, at least one.</summary>
    public IReadOnlyList<string> VeleroNamespaces { get; init; } = ["velero"];

    /// <summary>Where reports and the lease are kept; default <c>velerofreeze</c>.</summary>
    public string Namespace { get; init; } = DefaultNamespace;

    /// <summary>How far back Backups that ended without a report are judged; default 24 h, 0 for only those that end from now on.</summary>
    public TimeSpan Since { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether one of several replicas works while the others stand by; default true.</summary>
    public bool LeaderElection { get; init; } = true;

    /// <summary>After how long without a sign of the leader another one takes over; default 15 s, whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The wait before incomplete evidence is looked at again; doubles each time. Default 15 s.</summary>
    public TimeSpan LateEvidence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Address and port of the plain HTTP server for probes; default <c>0.0.0.0:8080</c>. Port 0 takes any free one.</summary>
    public IPEndPoint ProbeListen { get; init; } = new(IPAddress.Any, 8080);

    /// <summary>Default text.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    public FetchOptions Fetch { get; init; } = new();

    public const string DefaultNamespace = "velerofreeze";
}
