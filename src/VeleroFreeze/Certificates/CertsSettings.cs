using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Certificates;

/// <summary>The settings of <c>certs run</c> as flags and variables.</summary>
internal static class CertsSettings
{
    public const string Prefix = "VELEROFREEZE_CERTS_";

    /// <summary>Flag, what stands for its value in the help, and what it means.</summary>
    public static readonly (string Flag, string Value, string Help)[] All =
    [
        ("--kubeconfig", "FILE", "Default: KUBECONFIG, ~/.kube/config, or the pod's own cluster."),
        ("--context", "NAME", "Context of the kubeconfig. Default: the current one."),
        ("--namespace", "NAMESPACE", "Where the webhook's Service and the two Secrets are. Default velerofreeze."),
        ("--service", "NAME", "The webhook's Service. Default velerofreeze-webhook."),
        ("--registration", "NAME", "The MutatingWebhookConfiguration that trusts the authority. Default velerofreeze."),
        ("--interval", "DURATION", "How often everything is looked at, 50ms to 8s. Default 5s."),
        ("--authority-lifetime", "DURATION", "An authority is replaced after two thirds of it, 1h to 87600h. Default 17520h."),
        ("--leaf-lifetime", "DURATION", "A serving certificate is replaced after half of it, 1m to 8760h. Default 336h."),
        ("--overlap", "DURATION", "Wait from when a new authority is trusted until it signs, 0s to 24h. Default 10m."),
        ("--retire-after", "DURATION", "Wait from then until the old one is trusted no longer, 0s to 720h. Default 24h."),
        ("--probe-listen", "ADDRESS:PORT", "Plain HTTP server for /livez, /readyz and /metrics. Default 0.0.0.0:8080."),
        ("--log-format", "text|json", "Default text."),
    ];

    /// <summary>Reads all settings.</summary>
    /// <param name="flags">The value of a flag, or null.</param>
    /// <param name="environment">The value of a variable, or null.</param>
    /// <param name="errors">Everything that is wrong, one line each.</param>
    public static CertsOptions Read(Func<string, string?> flags, Func<string, string?> environment, out IReadOnlyList<string> errors)
    {
        var read = new SettingsReader(Prefix, flags, environment);
        var unset = new CertsOptions();
        var options = unset with
        {
            Kubeconfig = read.Text("--kubeconfig"),
            Context = read.Text("--context"),
            Places = new CertificatePlaces
            {
                Namespace = read.Value("--namespace", unset.Places.Namespace, SettingParsers.Label("a namespace's name")),
                Service = read.Value("--service", unset.Places.Service, SettingParsers.Label("a Service's name")),
                Registration = read.Value("--registration", unset.Places.Registration, SettingParsers.Label("the name of a MutatingWebhookConfiguration")),
            },
            Rules = new RotationRules
            {
                AuthorityLifetime = Between(read, "--authority-lifetime", unset.Rules.AuthorityLifetime, "1h", "87600h"),
                LeafLifetime = Between(read, "--leaf-lifetime", unset.Rules.LeafLifetime, "1m", "8760h"),
                Overlap = Between(read, "--overlap", unset.Rules.Overlap, "0s", "24h"),
                RetireAfter = Between(read, "--retire-after", unset.Rules.RetireAfter, "0s", "720h"),
            },
            // A caBundle that somebody changes is put right within ten seconds: two of them are for reading and writing.
            Interval = Between(read, "--interval", unset.Interval, "50ms", "8s"),
            ProbeListen = read.Value("--probe-listen", unset.ProbeListen, SettingParsers.EndPoint),
            LogFormat = read.Value("--log-format", unset.LogFormat, SettingParsers.OneOf(("text", LogFormat.Text), ("json", LogFormat.Json))),
        };
        if (options.Rules.LeafLifetime > options.Rules.AuthorityLifetime / 3)
        {
            read.Fail("--leaf-lifetime has to be at most a third of --authority-lifetime: a certificate ends with the authority that signed it");
        }

        errors = read.Errors;
        return options;
    }

    private static TimeSpan Between(SettingsReader read, string flag, TimeSpan unset, string least, string most) =>
        read.Value(flag, unset, SettingParsers.Duration(Go(least), Go(most)));

    private static GoDuration Go(string text) => GoDuration.TryParse(text, out var duration, out _) ? duration : throw new ArgumentException(text, nameof(text));
}
