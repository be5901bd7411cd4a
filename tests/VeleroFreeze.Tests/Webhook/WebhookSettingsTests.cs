using System.Net;
using System.Security.Authentication;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Hosting;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class WebhookSettingsTests
{
    private readonly Dictionary<string, string> _flags = new(StringComparer.Ordinal) { ["--tls-cert"] = "c", ["--tls-key"] = "k" };
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    [Fact]
    public void Two_files_are_all_that_has_to_be_given()
    {
        var options = Read();

        options.Listen.ShouldBe(new IPEndPoint(IPAddress.Any, 8443));
        options.ProbeListen.ShouldBe(new IPEndPoint(IPAddress.Any, 8080));
        options.ClientCa.ShouldBeNull();
        options.ClientName.ShouldBeNull();
        options.MinTls.ShouldBe(SslProtocols.Tls12);
        options.KubeVirt.ShouldBeNull();
        options.KubeVirtFile.ShouldBeNull();
        options.OnError.ShouldBe(OnError.Continue);
        options.Drain.ShouldBe(TimeSpan.FromSeconds(15));
        options.ReloadInterval.ShouldBe(TimeSpan.FromSeconds(10));
        options.LogFormat.ShouldBe(LogFormat.Text);
    }

    [Fact]
    public void Every_setting_can_be_given_as_a_variable()
    {
        _flags.Clear();
        foreach (var (name, value) in new[]
        {
            ("LISTEN", "[::1]:9443"), ("PROBE_LISTEN", "127.0.0.1:0"), ("TLS_CERT", "cert"), ("TLS_KEY", "key"), ("CLIENT_CA", "ca"), ("CLIENT_NAME", "api"),
            ("MIN_TLS", "1.3"), ("KUBEVIRT_VERSION", "v1.6.2"), ("KUBEVIRT_VERSION_FILE", "version"), ("ON_ERROR", "Fail"), ("DRAIN", "0s"), ("RELOAD_INTERVAL", "1m30s"), ("LOG_FORMAT", "json"),
        })
        {
            _variables["VELEROFREEZE_WEBHOOK_" + name] = value;
        }

        Read().ShouldBe(new WebhookOptions
        {
            Listen = new IPEndPoint(IPAddress.IPv6Loopback, 9443),
            ProbeListen = new IPEndPoint(IPAddress.Loopback, 0),
            TlsCert = "cert",
            TlsKey = "key",
            ClientCa = "ca",
            ClientName = "api",
            MinTls = SslProtocols.Tls13,
            KubeVirt = new KubeVirtVersion(1, 6, 2),
            KubeVirtFile = "version",
            OnError = OnError.Fail,
            Drain = TimeSpan.Zero,
            ReloadInterval = TimeSpan.FromSeconds(90),
            LogFormat = LogFormat.Json,
        });
        _variables.Count.ShouldBe(WebhookSettings.All.Length);
    }

    [Fact]
    public void A_flag_wins_over_its_variable()
    {
        _flags["--min-tls"] = "1.3";
        _variables["VELEROFREEZE_WEBHOOK_MIN_TLS"] = "nonsense";

        Read().MinTls.ShouldBe(SslProtocols.Tls13);
    }

    [Fact]
    public void An_empty_variable_counts_as_none()
    {
        _variables["VELEROFREEZE_WEBHOOK_CLIENT_CA"] = "";

        Read().ClientCa.ShouldBeNull();
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        _flags.Clear();
        _flags["--listen"] = "8443";
        _flags["--drain"] = "15";
        _flags["--client-name"] = "api";
        _variables["VELEROFREEZE_WEBHOOK_MIN_TLS"] = "1.1";

        Errors().ShouldBe(
        [
            "--listen: \"8443\" is not an address and port such as 0.0.0.0:8443 or [::]:8443",
            "--tls-cert is missing: the PEM file with the serving certificate (or VELEROFREEZE_WEBHOOK_TLS_CERT)",
            "--tls-key is missing: the PEM file with its private key (or VELEROFREEZE_WEBHOOK_TLS_KEY)",
            "VELEROFREEZE_WEBHOOK_MIN_TLS: \"1.1\" is not 1.2 or 1.3",
            "--drain: \"15\" is not a duration from 0s to 5m0s, such as 300s",
            "--client-name needs --client-ca: without an authority any client can call itself anything",
        ]);
    }

    [Theory]
    [InlineData("--listen", "0.0.0.0")]
    [InlineData("--listen", "localhost:8443")]
    [InlineData("--listen", ":8443")]
    [InlineData("--listen", "1:8443")]
    [InlineData("--listen", "0.0.0.0:")]
    [InlineData("--listen", "0.0.0.0:70000")]
    [InlineData("--listen", "::1:8443")]
    [InlineData("--drain", "-1s")]
    [InlineData("--drain", "5m1s")]
    [InlineData("--reload-interval", "99ms")]
    [InlineData("--reload-interval", "61m")]
    [InlineData("--kubevirt-version", "latest")]
    [InlineData("--on-error", "continue")]
    [InlineData("--log-format", "")]
    public void A_value_out_of_its_range_is_refused(string flag, string value)
    {
        _flags[flag] = value;

        Errors().Count.ShouldBe(1);
        Errors()[0].ShouldStartWith($"{flag}: \"{value}\" is not ");
    }

    [Fact]
    public void OpenShifts_number_is_refused_with_the_one_it_probably_holds()
    {
        _flags["--kubevirt-version"] = "v4.19.3";

        Errors().ShouldBe(
        [
            "--kubevirt-version: \"v4.19.3\" is not a KubeVirt release such as 1.9.0: it is one of OpenShift Virtualization, which probably holds KubeVirt 1.5; set 1.5, "
            + "unless the KubeVirt resource says another release in status.observedKubeVirtVersion",
        ]);
    }

    [Fact]
    public void Both_servers_cannot_have_one_address()
    {
        _flags["--listen"] = "127.0.0.1:8443";
        _flags["--probe-listen"] = "127.0.0.1:8443";

        Errors().ShouldBe(["--listen and --probe-listen are both 127.0.0.1:8443"]);
    }

    private WebhookOptions Read()
    {
        var options = WebhookSettings.Read(_flags.GetValueOrDefault, _variables.GetValueOrDefault, out var errors);
        errors.ShouldBeEmpty();
        return options;
    }

    private IReadOnlyList<string> Errors()
    {
        _ = WebhookSettings.Read(_flags.GetValueOrDefault, _variables.GetValueOrDefault, out var errors);
        return errors;
    }
}
