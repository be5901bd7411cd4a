using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Verifier;

/// <summary>The verifier's settings as flags and variables, and the way from there to <see cref="VerifierOptions"/>.</summary>
internal static class VerifierSettings
{
    public const string Prefix = "VELEROFREEZE_VERIFIER_";

    /// <summary>Flag, what stands for its value in the help, and what it means.</summary>
    public static readonly (string Flag, string Value, string Help)[] All =
    [
        ("--kubeconfig", "FILE", "Default: KUBECONFIG, ~/.kube/config, or the pod's own cluster."),
        ("--context", "NAME", "Context of the kubeconfig. Default: the current one."),
        ("--velero-namespace", "NAMESPACE,...", "Where Velero and its Backups are; may be repeated, one for each Velero. Default velero."),
        ("--namespace", "NAMESPACE", $"Where reports and the lease are kept. Default {VerifierOptions.DefaultNamespace}."),
        ("--since", "DURATION", "How far back Backups that ended without a report are judged, 0s to 8760h. Default 24h."),
        ("--leader-election", RoleCommand.OnOff, "One replica works, the others stand by. Default on."),
        ("--lease-duration", "DURATION", "After how long without a sign of the leader another takes over, 3s to 10m. Default 15s."),
        ("--late-evidence", "DURATION", "Wait before a missing log is looked for again, 1s to 10m; doubles, five times. Default 15s."),
        ("--probe-listen", "ADDRESS:PORT", "Plain HTTP server for /livez, /readyz and /metrics. Default 0.0.0.0:8080."),
        ("--storage-host", "HOST,...", "Hosts that artifacts may be fetched from beside the storage location's own; .DOMAIN for all below it."),
        ("--storage-ca", "FILE", "Authorities to trust there beside the system's and the location's caCert (PEM)."),
        ("--allow-http-storage", RoleCommand.OnOff, "Fetch artifacts without TLS as well. Default off."),
        ("--allow-loopback-storage", RoleCommand.OnOff, "Fetch artifacts from this machine as well: local clusters. Default off."),
        ("--log-format", "text|json", "Default text."),
    ];

    /// <summary>Reads all settings.</summary>
    /// <param name="flags">The value of a flag, or null.</param>
    /// <param name="environment">The value of a variable, or null.</param>
    /// <param name="errors">Everything that is wrong, one line each.</param>
    public static VerifierOptions Read(Func<string, string?> flags, Func<string, string?> environment, out IReadOnlyList<string> errors)
    {
        var read = new SettingsReader(Prefix, flags, environment);
        var unset = new VerifierOptions();
        var options = unset with
        {
            Kubeconfig = read.Text("--kubeconfig"),
            Context = read.Text("--context"),
            VeleroNamespaces = read.Value("--velero-namespace", unset.VeleroNamespaces, SettingParsers.Labels("names of namespaces with commas between them")),
            Namespace = read.Value("--namespace", unset.Namespace, Name),
            Since = read.Value("--since", unset.Since, SettingParsers.Duration(default, GoDuration.FromSeconds(8760 * 3600))),
            LeaderElection = read.Value("--leader-election", unset.LeaderElection, Switch),
            LeaseDuration = read.Value("--lease-duration", unset.LeaseDuration, SettingParsers.Duration(GoDuration.FromSeconds(3), GoDuration.FromSeconds(600))),
            LateEvidence = read.Value("--late-evidence", unset.LateEvidence, SettingParsers.Duration(GoDuration.FromSeconds(1), GoDuration.FromSeconds(600))),
            ProbeListen = read.Value("--probe-listen", unset.ProbeListen, SettingParsers.EndPoint),
            LogFormat = read.Value("--log-format", unset.LogFormat, SettingParsers.OneOf(("text", LogFormat.Text), ("json", LogFormat.Json))),
            Fetch = ReadFetch(read),
        };
        if (options.LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            read.Fail("--lease-duration has to be whole seconds");
        }

        if (StorageAuthorities.Problem(options.Fetch.CaFile) is { } problem)
        {
            read.Fail(problem);
        }

        errors = read.Errors;
        return options;
    }

    private static FetchOptions ReadFetch(SettingsReader read) => new()
    {
        Hosts = (read.Text("--storage-host") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        CaFile = read.Text("--storage-ca"),
        AllowHttp = read.Value("--allow-http-storage", unset: false, Switch),
        AllowLoopback = read.Value("--allow-loopback-storage", unset: false, Switch),
    };

    private static readonly SettingParser<bool> Switch = SettingParsers.OneOf(("on", true), ("off", false), ("true", true), ("false", false));

    private static readonly SettingParser<string> Name = SettingParsers.Label("a namespace's name");
}
