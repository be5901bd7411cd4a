using System.Security.Authentication;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Webhook;

/// <summary>The webhook's settings as flags and variables, and the way from there to <see cref="WebhookOptions"/>.</summary>
internal static class WebhookSettings
{
    public const string Prefix = "VELEROFREEZE_WEBHOOK_";

    /// <summary>Flag, what stands for its value in the help, and what it means.</summary>
    public static readonly (string Flag, string Value, string Help)[] All =
    [
        ("--tls-cert", "FILE", "Serving certificate, and after it those that lead to its authority (PEM). Required."),
        ("--tls-key", "FILE", "Its private key, EC or RSA (PEM). Required."),
        ("--listen", "ADDRESS:PORT", "HTTPS server; port 0 takes any free one. Default 0.0.0.0:8443."),
        ("--probe-listen", "ADDRESS:PORT", "Plain HTTP server for /livez, /readyz and /metrics. Default 0.0.0.0:8080."),
        ("--client-ca", "FILE", "Ask clients for a certificate that one of these authorities signed (PEM). Default: do not ask."),
        ("--client-name", "CN", "Common name that a client's certificate must carry; needs --client-ca. Default: any."),
        ("--min-tls", "1.2|1.3", "Oldest version of TLS to speak. Default 1.2."),
        ("--reload-interval", "DURATION", "How often the PEM files and that of the KubeVirt release are looked at for changes, 100ms to 1h. Default 10s."),
        ("--drain", "DURATION", "How long requests are still answered after SIGTERM, 0s to 5m. A second signal ends at once, with status 143 or 130. Default 15s."),
        ("--kubevirt-version", "VERSION", "KubeVirt release in the cluster; wins over --kubevirt-version-file. Default: what that says."),
        ("--kubevirt-version-file", "FILE", "File with the KubeVirt release, which may change, be empty or not be there: then it is unknown, and no VM's tuning takes over from KubeVirt's hooks. Default: none."),
        ("--on-error", "Continue|Fail", "The hooks' on-error where a VM does not say. Default Continue."),
        ("--log-format", "text|json", "Default text."),
    ];

    /// <summary>Reads all settings.</summary>
    /// <param name="flags">The value of a flag, or null.</param>
    /// <param name="environment">The value of a variable, or null.</param>
    /// <param name="errors">Everything that is wrong, one line each.</param>
    public static WebhookOptions Read(Func<string, string?> flags, Func<string, string?> environment, out IReadOnlyList<string> errors)
    {
        var read = new SettingsReader(Prefix, flags, environment);
        var unset = new WebhookOptions();
        var options = unset with
        {
            Listen = read.Value("--listen", unset.Listen, SettingParsers.EndPoint),
            ProbeListen = read.Value("--probe-listen", unset.ProbeListen, SettingParsers.EndPoint),
            TlsCert = read.RequiredText("--tls-cert", "the PEM file with the serving certificate"),
            TlsKey = read.RequiredText("--tls-key", "the PEM file with its private key"),
            ClientCa = read.Text("--client-ca"),
            ClientName = read.Text("--client-name"),
            MinTls = read.Value("--min-tls", unset.MinTls, SettingParsers.OneOf(("1.2", SslProtocols.Tls12), ("1.3", SslProtocols.Tls13))),
            KubeVirt = read.Value("--kubevirt-version", unset.KubeVirt, Release),
            KubeVirtFile = read.Text("--kubevirt-version-file"),
            OnError = read.Value("--on-error", unset.OnError, SettingParsers.OneOf(("Continue", OnError.Continue), ("Fail", OnError.Fail))),
            Drain = read.Value("--drain", unset.Drain, SettingParsers.Duration(default, GoDuration.FromSeconds(300))),
            ReloadInterval = read.Value("--reload-interval", unset.ReloadInterval, SettingParsers.Duration(new GoDuration(100_000_000), GoDuration.FromSeconds(3600))),
            LogFormat = read.Value("--log-format", unset.LogFormat, SettingParsers.OneOf(("text", LogFormat.Text), ("json", LogFormat.Json))),
        };
        if (options is { ClientName: not null, ClientCa: null })
        {
            read.Fail("--client-name needs --client-ca: without an authority any client can call itself anything");
        }

        if (options.Listen.Port != 0 && options.Listen.Equals(options.ProbeListen))
        {
            read.Fail($"--listen and --probe-listen are both {options.Listen}");
        }

        errors = read.Errors;
        return options;
    }

    private static bool Release(string text, out KubeVirtVersion? value, out string expected)
    {
        var isOne = KubeVirtVersionText.TryRead(text, out var version, out expected);
        value = isOne ? version : null;
        return isOne;
    }
}
